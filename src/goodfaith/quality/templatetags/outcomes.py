"""What follows from a case, on the case's own page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.translation import gettext as _

from goodfaith.quality.models import Case, Charge, CorrectiveAction, Notice
from goodfaith.quality.outcome import words
from goodfaith.quality.outcome.corrective import CHANGE
from goodfaith.quality.outcome.notifying import uncharged
from goodfaith.quality.outcome.tables import rule_title
from goodfaith.trust.viewing import Viewer

register = template.Library()
_DAYS = 7
"""By when something is to be put right, unless somebody says otherwise."""


@register.inclusion_tag("quality/outcome/parts/of_case.html", takes_context=True)
def outcome_of_case(context: Context, case: Case) -> dict[str, Any]:
    """Notices, appeals and corrective actions of `case`, and opening more of them."""
    request = context["request"]
    viewer: Viewer = request.viewer
    sees_notices = viewer.may("notices.read")
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "case": case,
        "notices": _notices(viewer, case) if sees_notices else [],
        "actions": _actions(viewer, case) if viewer.may("corrective.read") else [],
        "missing": len(uncharged(case)) if sees_notices else 0,
        "may_open": viewer.may(CHANGE) and case.adviser_id != viewer.staff_id,
        "kinds": [
            (code, word, words.SUGGESTED[code]) for code, word in words.CORRECTIVE_KINDS.items()
        ],
        "rules": _rules(case),
        "due_on": timezone.localdate() + timedelta(days=_DAYS),
    }


class _Row:
    """A charge on the page of its case."""

    def __init__(self, charge: Charge, edition: int) -> None:
        self.charge = charge
        self.appeal = getattr(charge, "appeal", None)
        self.title = rule_title(charge.rule, edition)


def _notices(viewer: Viewer, case: Case) -> list[tuple[Notice, list[_Row]]]:
    rows = Charge.objects.visible_to(viewer).filter(case=case)
    rows = rows.select_related("notice__adviser", "unit", "appeal", "decision")
    edition = case.judgement.edition_id if case.judgement else 0
    found: dict[int, tuple[Notice, list[_Row]]] = {}
    for charge in rows.order_by("-notice__number", "notice", "rule"):
        own = found.setdefault(charge.notice_id, (charge.notice, []))
        own[1].append(_Row(charge, edition))
    return list(found.values())


def _actions(viewer: Viewer, case: Case) -> list[CorrectiveAction]:
    rows = CorrectiveAction.objects.visible_to(viewer).filter(case=case)
    return list(rows.select_related("owner").order_by("due_on", "pk"))


def _rules(case: Case) -> list[tuple[str, str]]:
    """The rules that something was found of, the empty choice first."""
    if case.judgement is None or not (case.violated or case.undecidable):
        return []
    edition = case.judgement.edition_id
    rules = [*case.violated, *case.undecidable]
    return [("", _("The case as a whole")), *((r, rule_title(r, edition)) for r in rules)]
