"""Decisions for tests, written as they come to stand."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from conversations.arrivals import STARTED
from goodfaith.quality.models import Case, Decision, Seat
from goodfaith.quality.review.deciding import decide
from goodfaith.quality.review.standing import group_hash, standing
from goodfaith.trust.models import Staff

_KEYS = count()


def found(case: Case, rule: str) -> dict[str, Any] | None:
    """The group of a rule in the case's judgement."""
    assert case.judgement is not None
    return next((g for g in case.judgement.findings if g["rule"] == rule), None)


def say(
    case: Case, by: Staff, rule: str, verdict: str = "confirmed", *,
    seat: Seat = Seat.FIRST, at: datetime = STARTED, **more: Any,
) -> Decision:  # fmt: skip
    """One decision about what is found now, without asking whether it may be made."""
    group = found(case, rule)
    known = {
        "judgement": case.judgement, "group": group_hash(group), "key": f"k{next(_KEYS)}",
        "machine": group["verdict"] if group else "",
        "severity": group["severity"] if group else "",
    }  # fmt: skip
    return Decision.objects.create(
        case=case, by=by, rule=rule, verdict=verdict, seat=seat, at=at, **(known | more)
    )


def confirm_all(case: Case, by: Staff, *, at: datetime = STARTED) -> Case:
    """Everything that is found to be violated and not decided yet; the case as it is then."""
    case = Case.objects.get(pk=case.pk)
    said = standing([case.pk]).get(case.pk, {})
    for rule in case.violated:
        if rule not in said:
            decide(actor=by, case=case, rule=rule, verdict="confirmed", key=f"k{next(_KEYS)}",
                   now=at)  # fmt: skip
    return Case.objects.get(pk=case.pk)
