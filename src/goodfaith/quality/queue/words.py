"""What codes of the queue are called on pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WHY: Mapping[str, Any] = {
    "sales": pgettext_lazy("why", "Closed sale"),
    "random": pgettext_lazy("why", "Drawn at random"),
    "new_adviser": pgettext_lazy("why", "New adviser"),
    "complaint": pgettext_lazy("why", "Complaint"),
    "reopened": pgettext_lazy("why", "Reopened"),
    "supplement": pgettext_lazy("why", "Supplement has come"),
    "asked": pgettext_lazy("why", "Asked for"),
}
PLANS: Mapping[str, Any] = {
    "sales": _("Every closed sale"),
    "random": _("A share of each adviser's other conversations, by lot"),
    "new_adviser": _("Every conversation of an adviser's first weeks"),
    "complaint": _("Conversations that a complaint is about"),
}
REFUSED: Mapping[str, Any] = {
    "kind": _("Choose what is drawn."),
    "share": _("A share is above 0 and at most 100 %."),
    "weeks": _("First weeks are 1 to 104."),
    "day": _("A plan does not end before it begins."),
}
