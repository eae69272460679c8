"""The language of the kernel's bilingual texts on a page."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language


def lang() -> str:
    """`zh` or `en`, by the language of the page."""
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


def told(text: Mapping[str, str], otherwise: str = "") -> str:
    """A bilingual text in the language of the page; a missing one borrows the other."""
    return text.get(lang()) or next((t for t in text.values() if t), otherwise)
