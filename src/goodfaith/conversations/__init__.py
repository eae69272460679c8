"""What was said: received once, kept as it came, read, and found again."""
