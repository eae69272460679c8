"""Fields of forms, drawn by our own inputs with what describes them tied to them."""

from __future__ import annotations

from typing import Any

import msgspec
from django import forms, template
from django.utils.safestring import SafeString

from goodfaith.platform.web.days import DayInput

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
def described(field: forms.BoundField, bare: Any = "") -> Described:
    """The input of `field`, which knows its hint and its errors by their ids.

    A `bare` one has no placeholder.
    """
    widget = field.field.widget
    is_choice = isinstance(widget, _CHOICES)
    is_check = isinstance(widget, forms.CheckboxInput)
    hint_id, wrong_id = f"{field.auto_id}-hint", f"{field.auto_id}-wrong"
    attributes: dict[str, Any] = {}
    if not (is_choice or is_check):
        given = widget.attrs.get("class", "")
        attributes["class"] = f"input {given}".strip()
    if bare or widget.attrs.get("placeholder") == field.label:
        attributes["placeholder"] = ""  # the label stands above it
    if field.errors:
        attributes["aria-invalid"] = "true"
    notes = [hint_id] * bool(field.help_text) + [wrong_id] * bool(field.errors)
    if notes:
        attributes["aria-describedby"] = " ".join(notes)
    html = field.as_widget(attrs=attributes)
    return Described(html, hint_id, wrong_id, is_choice, is_check, field.is_hidden)


@register.simple_tag
def day_input(
    name: str,
    value: Any = "",
    *,
    id: str = "",
    said: Any = "",
    form: str = "",
    wrong: str = "",
    hint: str = "",
    sends: bool = False,
    required: Any = False,
) -> SafeString:
    """A field for a day outside of a form of Django's; `said` is its label read aloud.

    `form` names the table whose filters it belongs to, `sends` sends them as soon as it changes.
    """
    given: dict[str, Any] = {
        "class": "input",
        "id": id or False,
        "aria-label": str(said) or False,
        "form": f"filters-{form}" if form else False,
        "data-sends": sends,
        "required": bool(required),
        "aria-invalid": "true" if wrong else False,
        "aria-describedby": f"{id}-notes" if wrong or hint else False,
    }
    return DayInput(given).render(name, value)
