"""Asking for a day: as it is written everywhere here, whatever language the browser speaks.

A browser's own date field writes days as the browser's language does, so a Chinese page in an
English browser asks for month/day/year. This one asks for year-month-day in every browser; a
calendar stands beside it where there is a script.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

FORMAT = "%Y-%m-%d"
ATTRIBUTES: dict[str, Any] = {
    "inputmode": "numeric",
    "autocomplete": "off",
    "maxlength": "11",
    "pattern": r"\d{4}-\d{2}-\d{2}",
    "placeholder": "YYYY-MM-DD",
    "title": _("Year-month-day, such as 2026-01-31"),
}
"""Eleven characters, so that 2026年1月31日 pasted in is understood up to its last character."""


class DayInput(forms.DateInput):
    """A day as text, with a place for the calendar."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=ATTRIBUTES | (attrs or {}), format=FORMAT)

    def render(self, *args: Any, **more: Any) -> SafeString:
        return format_html('<span class="day" data-day>{}</span>', super().render(*args, **more))
