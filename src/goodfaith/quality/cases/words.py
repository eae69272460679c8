"""What codes of cases are called on pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from goodfaith.analysis.fields import load_dictionary
from goodfaith.batch.report.naming import value_of
from goodfaith.conversations.shown.language import told
from goodfaith.quality.models import Case

STATES: Mapping[str, Any] = dict(Case.State.choices)
CONCLUSIONS: Mapping[str, Any] = {k: v for k, v in Case.Conclusion.choices if k}
DUES: Mapping[str, Any] = {
    "overdue": _("Overdue"),
    "today": _("Due today"),
    "3d": _("Due within 3 days"),
    "7d": _("Due within 7 days"),
    "none": _("Not due by a day"),
}
LOOKS: Mapping[str, Any] = {
    "work": _("To be worked on"),
    **STATES,
}
KINDS: Mapping[str, Any] = {
    "sale": pgettext_lazy("cases", "Sales"),
    "conversation": pgettext_lazy("cases", "Single conversations"),
}
REFUSED: Mapping[str, Any] = {
    "note": _("A reason is needed."),
    "not_judged": _("This case has not been judged yet; there is nothing to conclude on."),
    "conclusion": _("Choose a conclusion."),
    "undecided": _("Every violation has to be decided first: confirmed or dismissed."),
}


def channels() -> dict[str, str]:
    """Sales channels in the language of the page, by code."""
    return _choices("application.channel")


def product_types() -> dict[str, str]:
    return _choices("product.type")


def _choices(field: str) -> dict[str, str]:
    codes = dict(load_dictionary().fields[field].choices)
    return {code: told(value_of(field, code)).capitalize() for code in codes}
