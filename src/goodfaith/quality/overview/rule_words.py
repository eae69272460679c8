"""What the rules in force are called, and how grave they are."""

from __future__ import annotations

from goodfaith.conversations.rulebooks import current_rulebook
from goodfaith.conversations.shown.findings import titles


def rules_in_force() -> tuple[dict[str, str], dict[str, str]]:
    """Titles in the language that is spoken, and severities, by rule."""
    rulebook = current_rulebook()
    if rulebook is None:
        return {}, {}
    return titles(rulebook), {rule.id: rule.severity for rule in rulebook}
