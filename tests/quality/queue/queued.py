"""Cases that wait for reviewers, in few words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from goodfaith.platform.events import run_events
from goodfaith.quality.models import Case, ReviewTask, SamplingPlan
from goodfaith.quality.queue.plans import first_plan, make_plan
from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.models import Staff
from goodfaith.trust.viewing import Viewer, viewer_of
from quality.cases.sold import applied, arrive, deliver, issued, people, rules, seen, sold, the_case

WRONG = ("A", "您好，我叫张建国，这款产品保本，免责条款您看一下"), ("C", "好的")


def looks(staff: Staff, now: datetime) -> Viewer:
    return viewer_of(staff, now.date())


def settled(now: datetime) -> dict[str, Staff]:
    """Rules, people, and the plan that comes with an installation."""
    rules()
    first_plan(now=now)
    return people()


UNSURE = ("?", "这款保本"), ("A", "免责条款您看一下"), ("C", "好的")
"""Nobody knows who promised: undecidable."""


def cases(*ids: str, turns: tuple[tuple[str, str], ...] = WRONG, **values: Any) -> list[Case]:
    """Sales by their applications, judged; what follows from that has followed."""
    deliver(*(applied(id, **values) for id in ids))
    arrive(*(sold(f"call-{id}", *turns, applications=(id,)) for id in ids))
    seen()
    run_events()
    return [the_case(id) for id in ids]


def task_of(case: Case, **values: Any) -> ReviewTask:
    return ReviewTask.objects.get(case=case, **({"seat": 1} | values))


def plan(kind: str, now: datetime, **values: Any) -> SamplingPlan:
    return make_plan(actor=SYSTEM, kind=kind, starts_on=values.pop("starts_on"), now=now, **values)


__all__ = ["issued"]
