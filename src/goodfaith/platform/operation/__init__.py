"""What an administrator sees of the machinery, and may do to it."""
