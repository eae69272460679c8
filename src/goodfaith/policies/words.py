"""What kinds and fields of the dictionary, and their values, are called on pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goodfaith.analysis.fields import Field, Kind, load_dictionary


def word_of(entry: Kind | Field) -> str:
    """In the language of the page."""
    is_chinese = (get_language() or "zh").startswith("zh")
    return entry.zh if is_chinese else entry.en


def word_of_kind(name: str) -> str:
    kind = load_dictionary().kinds.get(name)
    return word_of(kind) if kind else name


def word_of_field(kind: str, attribute: str) -> str:
    field = load_dictionary().fields.get(f"{kind}.{attribute}")
    return word_of(field) if field else attribute


def word_of_value(kind: str, attribute: str, value: Any) -> str:
    """A value as a person reads it; an en dash for what is not known."""
    field = load_dictionary().fields.get(f"{kind}.{attribute}")
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field and field.choices and (get_language() or "zh").startswith("zh"):
        return dict(field.choices).get(str(value), str(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
