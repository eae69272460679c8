"""The page of one case."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from goodfaith.analysis.scorecard import Scorecard
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.quality.cases import words
from goodfaith.quality.cases.detail import Detail, detail_of
from goodfaith.quality.cases.scoring import suggestion
from goodfaith.quality.cases.settled import dated
from goodfaith.quality.models import Case

HISTORY_DAYS = 30
"""A case that was opened so long after its sale is history that somebody handed in."""


@page("cases.read")
def case(request: ViewedRequest, id: int) -> HttpResponseBase:
    if goes := _joined(request, id):
        return HttpResponseRedirect(reverse("case", args=[goes]))
    now = timezone.now()
    detail = detail_of(request.viewer, id, request.GET.get("judgement", ""), now)
    return render(request, "quality/cases/case.html", context_of(request, detail))


def context_of(request: ViewedRequest, detail: Detail) -> dict[str, Any]:
    """What the page shows; also where somebody was too late and sees it as it is now."""
    found, judgement = detail.case, detail.judgement
    now = timezone.now()
    may_review = request.viewer.may("cases.review") and found.adviser_id != request.viewer.staff_id
    return {
        "detail": detail,
        "case": found,
        "judgement": judgement,
        "acts": detail.possible if may_review and detail.is_current else [],
        "channel": words.channels().get(found.channel, ""),
        "product_type": words.product_types().get(found.product_type, found.product),
        "is_late": found.due_at is not None and found.due_at <= now and found.state != "closed",
        "is_history": (found.opened_at.date() - found.day).days > HISTORY_DAYS,
        "suggested": _suggested(detail),
        "deductions": _deductions(detail),
        "warnings": [d for d in detail.deadlines if d.rule and d.warned_at and not d.ended_at],
        "expired": [d for d in detail.deadlines if d.rule and d.outcome == "expired"],
        "now": now,
    }


def _joined(request: ViewedRequest, id: int) -> int | None:
    """Where a case goes on that was joined to another, if the viewer may see it there."""
    into = Case.objects.filter(pk=id).values_list("merged_into", flat=True).first()
    seen = Case.objects.visible_to(request.viewer).filter(pk=into or 0)
    return into if into and seen.exists() else None


def _suggested(detail: Detail) -> str:
    judgement = detail.judgement
    if judgement is None:
        return ""
    card = dated(judgement.template).card if judgement.template else None
    scorecard = Scorecard(judgement.scorecard["score"], judgement.scorecard["vetoed"], ())
    return suggestion(scorecard, detail.case.worst, len(detail.undecidable), card)


def _deductions(detail: Detail) -> list[tuple[str, str, bool]]:
    """What each rule cost: its title, points, and whether it fails the card outright."""
    if detail.judgement is None:
        return []
    rows = detail.judgement.scorecard["deductions"]
    return [(detail.titles.get(r["rule"], r["rule"]), f"{r['points']:g}", r["veto"]) for r in rows]
