"""A conversation that was reviewed by itself, and the sale that it turns out to belong to."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone
from sold import (
    PROMISE,
    STARTED,
    applied,
    arrive,
    deliver,
    issued,
    people,
    rules,
    seen,
    sold,
    the_case,
)

from conversations.arrivals import row
from goodfaith.platform.events import run_events
from goodfaith.quality.models import Case, CaseAct, Decision, ReviewTask
from goodfaith.quality.queue.calling import call_days
from goodfaith.quality.queue.plans import make_plan
from goodfaith.quality.queue.taking import take_next
from goodfaith.quality.review.deciding import decide
from goodfaith.quality.review.standing import standing
from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.models import Staff
from goodfaith.trust.viewing import viewer_of

pytestmark = pytest.mark.django_db
NOW = timezone.now()
SOLD_ON = date(2026, 3, 2)
WRONG = ("A", "您好，这款产品保本，免责条款您看一下"), ("C", "好的")


@pytest.fixture
def staff() -> dict[str, Staff]:
    rules(PROMISE)
    for kind in ("random", "sales"):
        make_plan(actor=SYSTEM, kind=kind, share=1.0, starts_on=SOLD_ON, now=NOW)
    return people()


def drawn() -> Case:
    """A service call that names a policy of which nobody has told, drawn for review."""
    arrive(sold("c1", *WRONG, purpose="service", applications=(), policies=("P1",)))
    seen()
    call_days(SOLD_ON, SOLD_ON, now=NOW)
    seen()
    run_events()
    return Case.objects.get(conversation=row("c1"))


def test_what_names_a_sale_without_a_case_is_judged_by_itself(staff: dict[str, Staff]) -> None:
    single = drawn()
    assert single.violated == ["sale.promise"]
    assert (single.merged_into, single.sale) == (None, None)
    task = ReviewTask.objects.get(case=single)
    assert (task.state, task.queue, task.why) == ("waiting", "review", ["random"])
    assert task.urgency == 4


def test_it_joins_the_case_of_the_sale_with_its_decisions_and_whoever_has_it_in_hand(
    staff: dict[str, Staff],
) -> None:
    single, reviewer = drawn(), staff["reviewer"]
    looks = viewer_of(reviewer, NOW.date())
    held = take_next(actor=looks, now=timezone.now())
    assert held is not None
    made = decide(actor=reviewer, case=single, rule="sale.promise", verdict="confirmed", key="a",
                  now=timezone.now())  # fmt: skip
    deliver(applied(), issued())
    seen(now=STARTED)
    run_events()
    single.refresh_from_db()
    sale = the_case()
    assert single.merged_into == sale
    assert sale.violated == ["sale.promise"]
    assert standing([sale.pk])[sale.pk]["sale.promise"].pk == made.pk
    task = ReviewTask.objects.get(state="held")
    assert (task.pk, task.case, task.holder, task.why) == (
        held.pk, sale, reviewer, ["random", "sales"],
    )  # fmt: skip
    assert task.due_at == sale.due_at
    assert not ReviewTask.objects.filter(case=single).exists()
    assert CaseAct.objects.filter(case=sale, kind="joined").count() == 1
    assert sale.members.get().conversation == row("c1")


def test_what_was_said_in_the_sale_already_stays(staff: dict[str, Staff]) -> None:
    single = drawn()
    now = timezone.now()
    decide(actor=staff["second"], case=single, rule="sale.promise", verdict="confirmed", key="a",
           now=now)  # fmt: skip
    Case.objects.create(kind="sale", sale="A1", day=SOLD_ON, opened_at=now)
    deliver(applied())
    arrive(sold("c2", *WRONG))
    seen()
    sale = the_case()
    decide(actor=staff["reviewer"], case=sale, rule="sale.promise", verdict="dismissed",
           reason="harmless", key="b", now=now)  # fmt: skip
    deliver(issued())
    seen()
    run_events()
    single.refresh_from_db()
    assert single.merged_into == sale
    verdicts = Decision.objects.filter(case=sale, ended_at=None).values_list("verdict", flat=True)
    assert list(verdicts) == ["dismissed"]


def test_a_single_that_was_concluded_is_read_again_with_its_sale(staff: dict[str, Staff]) -> None:
    from goodfaith.quality.services import conclude

    single = drawn()
    decide(actor=staff["reviewer"], case=single, rule="sale.promise", verdict="confirmed", key="a",
           now=timezone.now())  # fmt: skip
    single.refresh_from_db()
    conclude(actor=staff["reviewer"], case=single, seen=single.revision, conclusion="unqualified",
             now=timezone.now())  # fmt: skip
    run_events()
    deliver(applied(), issued())
    seen()
    run_events()
    sale = the_case()
    assert sale.state == Case.State.OPEN
    assert standing([sale.pk])[sale.pk]["sale.promise"].verdict == "confirmed"
    assert sale.charges.standing().get().adviser == staff["seller"]
