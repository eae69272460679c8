"""The order of Chinese names: by pinyin, kept beside the name; the database has no such order."""

from __future__ import annotations

_LONGEST = 240


def name_key(name: str) -> str:
    """What to order by; names that sound alike keep the order of their characters."""
    from pypinyin import lazy_pinyin  # its dictionaries cost a start a quarter of a second

    return (" ".join(lazy_pinyin(name)).casefold() + "\u0001" + name)[:_LONGEST]
