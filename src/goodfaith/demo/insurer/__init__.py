"""Moves the simulated insurer into an installation, as its own systems would have done.

What is truly so (who was honest, what was really said) stays in a file of its own: no reader, no
rule and no page ever sees it.
"""
