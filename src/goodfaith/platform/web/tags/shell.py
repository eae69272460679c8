"""Icons and the words of the four severities."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from goodfaith.platform.web import undoing
from goodfaith.platform.web.icons import ICONS

register = template.Library()
SEVERITY_WORDS = {
    "critical": _("Critical"),
    "major": _("Major"),
    "minor": _("Minor"),
    "note": _("Note"),
}
_SHAPES = {
    "critical": "M5 0l5 10H0z",
    "major": "M5 0l5 5-5 5-5-5z",
    "minor": "M5 0a5 5 0 1 1 0 10A5 5 0 0 1 5 0z",
    "note": "M0 3.5h10v3H0z",
}


@register.filter
def undo_address(message: Message) -> str:
    """Where the button of a toast leads that takes back what was done; mostly nowhere."""
    return undoing.undo_address(message)


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon that is not read aloud: the words stand beside it. Raises `KeyError`."""
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="{}"/></svg>', ICONS[name]
    )


@register.simple_tag
def severity_shape(level: str) -> SafeString:
    """The shape of a severity: triangle, rhomb, disc, dash. Raises `KeyError`."""
    return format_html(
        '<svg viewBox="0 0 10 10" aria-hidden="true"><path d="{}"/></svg>', _SHAPES[level]
    )


@register.filter
def severity_word(level: str) -> str:
    return str(SEVERITY_WORDS[level])


@register.filter
def below(mapping: object, key: object) -> object:
    """What a mapping has under a key that is in a variable; None without it."""
    return mapping.get(key) if isinstance(mapping, dict) else None


@register.filter
def shown_by(column: Any, choice: Any) -> bool:
    """Whether a choice of columns shows `column`."""
    return bool(choice.shows(column))
