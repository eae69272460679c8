"""A value as the kind of its column shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.template.loader import get_template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from goodfaith.platform.web.tables.columns import Column, Kind
from goodfaith.platform.web.tags.marks import bar
from goodfaith.platform.web.tags.moments import day, when
from goodfaith.platform.web.tags.numbers import duration, money, number
from goodfaith.platform.web.tags.shell import severity_shape, severity_word


def cell_html(column: Column, row: Any) -> str:
    """What stands in the cell, safe to show; nothing for None."""
    value = column.value_of(row)
    if column.cell:
        return get_template(column.cell).render({"row": row, "value": value})
    if value is None:
        return ""
    return conditional_escape(_SHOWN[column.kind](value))


def _severity(level: str) -> SafeString | str:
    if not level:
        return ""
    return format_html(
        '<span class="severity {}">{}<span>{}</span></span>',
        level,
        severity_shape(level),
        severity_word(level),
    )


def _money(value: Any) -> str:
    """An amount in yuan, or a pair of amount and currency."""
    return money(*value) if isinstance(value, tuple) else money(value)


_SHOWN: dict[Kind, Callable[[Any], Any]] = {
    "text": str,
    "number": number,
    "money": _money,
    "rate": bar,
    "moment": lambda value: when(value, relative=False),
    "day": day,
    "duration": duration,
    "severity": _severity,
}
