"""What the search box finds of this room."""

from __future__ import annotations

from goodfaith.quality.cases.searching import find

__all__ = ["find"]
