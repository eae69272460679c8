"""How a conversation is shown: values for pages, made from values of the kernel. No database."""
