"""A simulated insurer: people, customers, conversations, facts, and apart from them the truth."""
