"""Times of a recording, as people read them."""

from __future__ import annotations


def clock(seconds: float | None) -> str:
    """`9:48`, `1:02:03`; nothing for a time that is not known."""
    if seconds is None:
        return ""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"
