"""What people fill in on this room's pages: each form carries out one act."""
