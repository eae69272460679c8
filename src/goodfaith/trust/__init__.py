"""The people who work here, what each may see, and how private data is kept from the others."""
