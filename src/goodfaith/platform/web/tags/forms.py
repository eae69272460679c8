"""Fields of forms, drawn by our own inputs with what describes them tied to them."""

from __future__ import annotations

from typing import Any

import msgspec
from django import forms, template
from django.utils.safestring import SafeString

register = template.Library()
_CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)


class Described(msgspec.Struct, frozen=True):
    """A bound field as `<c-field>` shows it."""

    html: SafeString
    hint_id: str
    wrong_id: str
    is_choice: bool
    is_check: bool
    is_hidden: bool


@register.simple_tag
def described(field: forms.BoundField) -> Described:
    """The input of `field`, which knows its hint and its errors by their ids."""
    widget = field.field.widget
    is_choice = isinstance(widget, _CHOICES)
    is_check = isinstance(widget, forms.CheckboxInput)
    hint_id, wrong_id = f"{field.auto_id}-hint", f"{field.auto_id}-wrong"
    attributes: dict[str, Any] = {}
    if not (is_choice or is_check):
        given = widget.attrs.get("class", "")
        attributes["class"] = f"input {given}".strip()
    if widget.attrs.get("placeholder") == field.label:
        attributes["placeholder"] = ""  # the label stands above it
    if field.errors:
        attributes["aria-invalid"] = "true"
    notes = [hint_id] * bool(field.help_text) + [wrong_id] * bool(field.errors)
    if notes:
        attributes["aria-describedby"] = " ".join(notes)
    html = field.as_widget(attrs=attributes)
    return Described(html, hint_id, wrong_id, is_choice, is_check, field.is_hidden)
