"""What templates can say beyond Django's own tags; built in, nothing to load."""
