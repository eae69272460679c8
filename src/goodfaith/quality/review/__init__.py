"""Deciding what findings are worth: by people, twice where it is asked, and how far they agree."""
