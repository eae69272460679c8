"""Rulebooks, and what is made of their findings."""
