"""Rules and rulebooks: read from YAML, indexed for judging, tested by their own examples."""
