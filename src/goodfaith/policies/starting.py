"""What this room sees to once the tables are there."""

from __future__ import annotations

from goodfaith.policies.imports.taking_up import take_up_imports


def prepare() -> None:
    """Files of facts of which the command was killed are gone on with."""
    take_up_imports()
