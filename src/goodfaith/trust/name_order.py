"""The order of Chinese names: by pinyin, kept beside the name; the database has no such order."""

from __future__ import annotations

from pypinyin import lazy_pinyin

_LONGEST = 240


def name_key(name: str) -> str:
    """What to order by; names that sound alike keep the order of their characters."""
    return (" ".join(lazy_pinyin(name)).casefold() + "\u0001" + name)[:_LONGEST]
