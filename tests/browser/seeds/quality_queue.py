"""Sales that wait for reviewers: due today and later, wrong and unsure ones."""

from __future__ import annotations

from datetime import date
from typing import Any

BEGAN_ON = date(2020, 1, 1)
SALES = (
    ("BQ1", 3, (("A", "您好，这款产品保本，我叫张建国"), ("C", "那跟存款一样吧"))),
    ("BQ2", 2, (("A", "您好，稳稳的，保本的"), ("C", "好的"))),
    ("BQ3", 1, (("A", "您好，这款产品保本保息"), ("C", "好"))),
    ("BQ4", 0, (("A", "您好，收益不确定的"), ("C", "明白"))),
    ("BQ5", 1, (("?", "这款保本"), ("A", "您好"), ("C", "嗯"))),
    ("BQ6", 2, (("?", "这款保本"), ("A", "您好"), ("C", "嗯"))),
)


def seed(staff: dict[str, Any]) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from conversations.arrivals import arrive, call
    from goodfaith.analysis.facts import Fact
    from goodfaith.platform.events import run_events
    from goodfaith.policies.services import receive_facts
    from goodfaith.quality.queue.plans import first_plan
    from goodfaith.trust.ledger import SYSTEM
    from goodfaith.trust.models import Placement, Unit

    now = timezone.now()
    first_plan(now=now)
    works_at = Unit.objects.get(code="HQ")
    Placement.objects.get_or_create(staff=staff["adviser"], unit=works_at, during=(BEGAN_ON, None))
    receive_facts(
        [
            Fact("application", id, {
                "adviser": staff["adviser"].number, "customer": f"K-{id}", "channel": "telesales",
                "signed_on": timezone.localdate(now - timedelta(days=days)),
            })
            for id, days, _ in SALES
        ],
        source="core", known_at=now, actor=SYSTEM, now=now,
    )  # fmt: skip
    arrive(
        *(
            call(
                f"call-{id}", *turns, purpose="sales", applications=(id,),
                adviser=staff["adviser"].number, customer=f"K-{id}",
                started_at=now - timedelta(days=days),
            )
            for id, days, turns in SALES
        )
    )  # fmt: skip
    run_events()
