"""Goodfaith."""
