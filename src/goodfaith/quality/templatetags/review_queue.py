"""The queue on pages: words, how late, and what a viewer has in hand of a case."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone

from goodfaith.quality.models import Case
from goodfaith.quality.queue import words
from goodfaith.quality.queue.hand import Hand, hand_of

register = template.Library()
_SOON = timedelta(days=1)


@register.filter
def why_word(code: str) -> Any:
    return words.WHY.get(code, code)


@register.filter
def how_late(due_at: datetime) -> str:
    """`critical` once it is late, `major` on its last day, else nothing."""
    left = due_at - timezone.now()
    return "critical" if left <= timedelta() else "major" if left <= _SOON else ""


@register.inclusion_tag("quality/queue/parts/in_hand.html", takes_context=True)
def in_hand(context: template.Context, case: Case) -> dict[str, Any]:
    """Taking, giving back and what comes next, on the page of a case."""
    request = context["request"]
    hand: Hand = hand_of(request.viewer, case)
    done = case.state in (Case.State.CLOSED, Case.State.WAITING)
    return {"hand": hand, "is_done": done, "request": request, "csrf_token": context["csrf_token"]}
