"""How each kind of conversation goes: stages, and what leads from one to the next."""
