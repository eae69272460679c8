"""The page of one case."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.quality.cases import words
from goodfaith.quality.cases.detail import Detail, detail_of
from goodfaith.quality.models import Case
from goodfaith.quality.review.seats import note_sight
from goodfaith.quality.review.shown import Review, review_of
from goodfaith.quality.review.views.box import box_of
from goodfaith.quality.review.words import REASONS

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
    review = review_of(
        request.viewer, found, judgement, detail.groups, detail.heard, detail.sitting
    )
    if not review.is_blind and found.state == Case.State.CLOSED:
        note_sight(request.viewer, found)
    return {
        "detail": detail,
        "judgement": judgement,
        "reasons": REASONS,
        "missable": _missable(detail) if review.may_decide else [],
        **_box(request, detail, review),
        "channel": words.channels().get(found.channel, ""),
        "product_type": words.product_types().get(found.product_type, found.product),
        "is_late": found.due_at is not None and found.due_at <= now and found.state != "closed",
        "is_history": (found.opened_at.date() - found.day).days > HISTORY_DAYS,
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


def _box(request: ViewedRequest, detail: Detail, review: Review) -> dict[str, Any]:
    """What can be done; of a judgement that is not the current one, nothing."""
    box = box_of(request.viewer, detail.case, review)
    return box if detail.is_current else box | {"acts": [], "suggested": ""}


def _missable(detail: Detail) -> list[tuple[str, str]]:
    """Rules that were not found to be violated, by their titles."""
    found = {group.card.rule for group in detail.groups}
    rules = ((id, title) for id, title in detail.titles.items() if id not in found)
    return sorted(rules, key=lambda rule: rule[1])


def _deductions(detail: Detail) -> list[tuple[str, str, bool]]:
    """What each rule cost: its title, points, and whether it fails the card outright."""
    if detail.judgement is None:
        return []
    rows = detail.judgement.scorecard["deductions"]
    return [(detail.titles.get(r["rule"], r["rule"]), f"{r['points']:g}", r["veto"]) for r in rows]
