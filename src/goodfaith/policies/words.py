"""What kinds and fields of the dictionary, and their values, are called on pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from goodfaith.analysis.fields import Field, Kind
from goodfaith.policies.imports.kinds import field_named, importable

_EXPECTED: Mapping[str, Any] = {
    "text": gettext_lazy("a text"),
    "id": gettext_lazy("an id"),
    "int": gettext_lazy("a whole number"),
    "float": gettext_lazy("a number"),
    "money": gettext_lazy("an amount in yuan, such as 8000 or 8000.50"),
    "rate": gettext_lazy("a rate, such as 3.5% or 0.035"),
    "days": gettext_lazy("a whole number of days"),
    "date": gettext_lazy("a day, such as 2026-03-08"),
    "datetime": gettext_lazy("a moment, such as 2026-03-08 14:30"),
    "time": gettext_lazy("a time of day, such as 09:30"),
    "bool": gettext_lazy("yes or no"),
}


def word_of(entry: Kind | Field) -> str:
    """In the language of the page."""
    is_chinese = (get_language() or "zh").startswith("zh")
    return entry.zh if is_chinese else entry.en


def word_of_kind(name: str) -> str:
    kind = importable().get(name)
    return word_of(kind) if kind else name


def word_of_field(kind: str, attribute: str) -> str:
    field = field_named(kind, attribute)
    return word_of(field) if field else attribute


def word_of_expected(field: Field) -> str:
    """What a value of a field looks like."""
    if field.type == "choice":
        is_chinese = (get_language() or "zh").startswith("zh")
        words = (zh if is_chinese else value for value, zh in field.choices)
        return ("、" if is_chinese else ", ").join(words)
    return str(_EXPECTED[field.type])


def word_of_value(kind: str, attribute: str, value: Any) -> str:
    """A value as a person reads it; an en dash for what is not known."""
    field = field_named(kind, attribute)
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field and field.choices and (get_language() or "zh").startswith("zh"):
        return dict(field.choices).get(str(value), str(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
