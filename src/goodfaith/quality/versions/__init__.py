"""Rulebooks as versions: written, tested, published by somebody else, tried on the past."""
