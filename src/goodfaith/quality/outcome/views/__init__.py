"""Pages of what follows from a concluded case."""
