"""What decisions are called on pages, and what is said where one was refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from goodfaith.quality.models import Decision

_VERDICTS: Mapping[tuple[str, str], Any] = {
    ("undecidable", "confirmed"): pgettext_lazy("decision", "Violated after all"),
    ("undecidable", "dismissed"): pgettext_lazy("decision", "Passed"),
    ("", "confirmed"): pgettext_lazy("decision", "Missed by the machine"),
    ("", "dismissed"): pgettext_lazy("decision", "Not missed"),
}
REASONS: tuple[tuple[str, Any], ...] = tuple((k, v) for k, v in Decision.Reason.choices if k)
"""In the order of the digits that pick them."""
REFUSED: Mapping[str, Any] = {
    "verdict": _("That cannot be said of this finding."),
    "reason": _("Say why it is none."),
    "comment": _("Write in a few words why."),
    "evidence": _("Choose the words that it rests on."),
    "quotation": _("These words are not in a conversation of this case."),
    "rule": _("There is nothing to decide about this rule here."),
    "not_judged": _("This case has not been judged yet."),
    "key": _("This was sent in a form that cannot be used."),
    "own_sale": _("Nobody reviews the own sale."),
    "closed": _("The case is concluded. Open it again to decide otherwise."),
    "blind": _("You read this case as the second reader; decide from there."),
    "not_held": _("You do not have this case in hand any more. Take it from the queue."),
    "not_asked": _("The two readers agreed about this rule."),
    "not_yours": _("Only who decided it takes it back."),
    "person": _("Only people decide."),
    "joined": _("This case was joined to another one."),
}


def word_of(machine: str, row: Decision) -> str:
    """What a verdict is called, by what the machine had said."""
    return str(_VERDICTS.get((machine, row.verdict)) or row.get_verdict_display())
