"""Conversations that ship with Goodfaith: to try it, and to notice when a rule changes its mind."""
