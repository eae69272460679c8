"""The acts of every room's `recorded.py`, with the words a person reads."""

from __future__ import annotations

from goodfaith.platform.rooms import furniture


def words_of_acts() -> dict[str, str]:
    """Label by act, of all rooms."""
    return {
        act: str(label)
        for _room, module in furniture("recorded")
        for act, label in module.RECORDED.items()
    }
