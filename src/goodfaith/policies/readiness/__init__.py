"""Which sources are connected, how complete they are, and what waits for them."""
