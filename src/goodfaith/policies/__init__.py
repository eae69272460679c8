"""Policies, applications and the business facts about them, as their sources deliver them."""
