"""Numbers of the overview that open the list of what they count."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from goodfaith.platform.web.tags.numbers import number
from goodfaith.platform.web.tags.shell import severity_shape, severity_word

register = template.Library()
_NOTHING = mark_safe('<span class="faint">0</span>')


@register.simple_tag
def opens(count: int, line: Any, name: str) -> SafeString | str:
    """`count`, which opens what `line` has as `<name>_href`; nothing opens 0."""
    return opening(count, getattr(line, f"{name}_href")) if count else _NOTHING


@register.simple_tag
def opening(count: int, href: str) -> SafeString | str:
    """`count`, which opens `href` where there is one."""
    if not count:
        return _NOTHING
    shown = number(count)
    return format_html('<a class="link" href="{}">{}</a>', href, shown) if href else shown


@register.simple_tag
def severity(level: str) -> SafeString:
    """As `<c-severity>` shows it, for long tables."""
    return format_html(
        '<span class="severity {}">{}<span>{}</span></span>',
        level, severity_shape(level), severity_word(level),
    )  # fmt: skip
