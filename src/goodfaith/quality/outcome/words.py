"""What codes of charges, appeals and corrective actions are called on pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from goodfaith.quality.models import CorrectiveAction, Decision

Looks = Mapping[str, Any]


def chips(looks: Looks, asked: str) -> list[tuple[str, Any, bool]]:
    """Each look with its word and whether it is the one shown: the first for what is none."""
    shown = asked if asked in looks else next(iter(looks))
    return [(code, word, code == shown) for code, word in looks.items()]


APPEALS: Looks = {
    "": pgettext_lazy("appeals", "To be answered by me"),
    "hand": pgettext_lazy("appeals", "In my hands"),
    "open": pgettext_lazy("appeals", "All open"),
    "late": pgettext_lazy("appeals", "Late"),
    "rejected": pgettext_lazy("appeals", "Rejected"),
    "upheld": pgettext_lazy("appeals", "Upheld"),
    "all": pgettext_lazy("appeals", "All"),
}
ACTIONS: Looks = {
    "": pgettext_lazy("actions", "Mine to do"),
    "check": pgettext_lazy("actions", "To be checked"),
    "open": pgettext_lazy("actions", "All open"),
    "late": pgettext_lazy("actions", "Overdue"),
    "closed": pgettext_lazy("actions", "Closed"),
    "all": pgettext_lazy("actions", "All"),
}
PROPOSALS: Looks = {
    "": pgettext_lazy("proposals", "To be decided"),
    "taken": pgettext_lazy("proposals", "Put into a draft"),
    "refused": pgettext_lazy("proposals", "Refused"),
}
CHARGES: Looks = {
    "": pgettext_lazy("charges", "All"),
    "stands": pgettext_lazy("charges", "Counts"),
    "restored": pgettext_lazy("charges", "Restored"),
    "taken_back": pgettext_lazy("charges", "Taken back"),
}
CORRECTIVE_KINDS: Mapping[str, Any] = dict(CorrectiveAction.Kind.choices)
REASONS: Mapping[str, Any] = {k: v for k, v in Decision.Reason.choices if k}
SUGGESTED: Mapping[str, Any] = {
    "call": _("Call the customer and put right what was said."),
    "supplement": _("Have the missing recording made."),
    "retraining": _("Go through the rule and the recording together."),
    "refund": _("Check whether premiums have to be paid back."),
    "other": "",
}
"""What stands in the form to begin with."""
