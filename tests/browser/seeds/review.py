"""Sale cases to be decided: each with two violations, one with a second reading in hand."""

from __future__ import annotations

from typing import Any

SALES = ("R-keys", "R-lost", "R-added", "R-looks", "R-second")
SAID = (
    ("A", "我是王小明，这款产品保本，您放心买"),
    ("C", "我叫张建国，电话13812345678"),
    ("A", "好的，收益一定比存款高"),
)


def seed(staff: dict[str, Any]) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from conversations.arrivals import arrive, call
    from goodfaith.analysis.facts import Fact
    from goodfaith.platform.events import run_events
    from goodfaith.policies.services import receive_facts
    from goodfaith.trust.ledger import SYSTEM

    now = timezone.now()
    at, day = now - timedelta(days=2), (now - timedelta(days=2)).date()
    known = {"adviser": "2000", "channel": "telesales", "signed_on": day, "customer": "K1"}
    facts = [Fact("application", id, known) for id in SALES]
    receive_facts(facts, source="core", known_at=now, actor=SYSTEM, now=now)
    for id in SALES:
        arrive(call(f"call-{id}", *SAID, started_at=at, adviser="2000", applications=(id,)))
    run_events()
    _in_head_office()
    _second(staff, now)


def _in_head_office() -> None:
    """Nobody here is placed in a team: the reviewers of the whole see what the adviser sold."""
    from goodfaith.conversations.models import Conversation
    from goodfaith.quality.models import Case
    from goodfaith.trust.models import Unit

    path = [Unit.objects.get(code="HQ").pk]
    Case.objects.filter(sale__in=SALES).update(unit_path=path)
    Conversation.objects.filter(external_id__startswith="call-R-").update(unit_path=path)


def _second(staff: dict[str, Any], now: Any) -> None:
    """Compliance has concluded; the reviewer reads it again without knowing."""
    from goodfaith.quality.models import Case, ReviewTask, Seat
    from goodfaith.quality.review.deciding import decide
    from goodfaith.quality.services import conclude

    case = Case.objects.get(sale="R-second")
    for rule in case.violated:
        decide(actor=staff["compliance"], case=case, rule=rule, verdict="confirmed",
               comment="只有第一个人知道的话", key=f"seed {rule}", now=now)  # fmt: skip
    case.refresh_from_db()
    conclude(actor=staff["compliance"], case=case, seen=case.revision, conclusion="unqualified",
             now=now)  # fmt: skip
    ReviewTask.objects.create(
        case=case, seat=Seat.SECOND, queue="second", state="held", holder=staff["reviewer"],
        made_at=now, unit_path=case.unit_path, rank=1,
    )  # fmt: skip
