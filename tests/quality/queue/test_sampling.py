"""What plans draw of conversations."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from queued import plan, settled

from conversations.arrivals import person
from goodfaith.platform.events import run_events
from goodfaith.quality.models import Case, ReviewTask, SamplingPlan
from goodfaith.quality.queue.calling import call_days
from goodfaith.quality.queue.plans import end_plan
from goodfaith.quality.queue.previewing import preview
from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.models import Licence, Placement, Staff, Unit
from goodfaith.trust.roles import Role
from quality.cases.sold import STARTED, applied, arrive, deliver, fact, issued, seen, sold

pytestmark = pytest.mark.django_db
NOW = timezone.now()
SOLD_ON = date(2026, 3, 2)


@pytest.fixture
def staff() -> dict[str, Staff]:
    found = settled(NOW)
    team = Unit.objects.get(code="T1")
    return found | {number: person(number, Role.ADVISER, team) for number in ("0301", "0302")}


def served(*ids: str, adviser: str = "0301", at: datetime = STARTED, customer: str = "K9") -> None:
    """Service calls that belong to no sale."""
    arrive(
        *(
            sold(id, purpose="service", applications=(), adviser=adviser, started_at=at,
                 customer=customer)
            for id in ids
        )
    )  # fmt: skip


def read() -> None:
    seen()
    run_events()


def drawn() -> Counter[str]:
    tasks = ReviewTask.objects.filter(case__kind="conversation")
    return Counter(tasks.values_list("case__conversation__adviser_number", flat=True))


def test_each_adviser_gets_their_share_and_twice_is_once(staff: dict[str, Staff]) -> None:
    plan("random", NOW, share=0.25, starts_on=SOLD_ON)
    for adviser in ("0301", "0302"):
        served(*(f"{adviser}-{n}" for n in range(21)), adviser=adviser)
    read()
    found = drawn()
    assert set(found) == {"0301", "0302"}
    assert all(5 <= number <= 6 for number in found.values())
    for _ in range(2):
        call_days(SOLD_ON, SOLD_ON, now=NOW)
    assert drawn() == found
    assert set(ReviewTask.objects.values_list("state", flat=True)) == {"waiting"}
    assert all(why == ["random"] for why in ReviewTask.objects.values_list("why", flat=True))


def test_what_comes_later_changes_nothing_that_was_drawn(staff: dict[str, Staff]) -> None:
    plan("random", NOW, share=0.5, starts_on=SOLD_ON)
    served(*(f"c{n}" for n in range(6)))
    read()
    before = set(Case.objects.values_list("conversation__external_id", flat=True))
    served(*(f"d{n}" for n in range(6)))
    read()
    after = set(Case.objects.values_list("conversation__external_id", flat=True))
    assert before < after
    assert {id for id in after if id and id.startswith("c")} == before


def test_a_conversation_of_a_sale_is_looked_at_with_it(staff: dict[str, Staff]) -> None:
    plan("random", NOW, share=1.0, starts_on=SOLD_ON)
    deliver(applied("A1", adviser="0301"))
    arrive(sold("c1", applications=("A1",), adviser="0301"))
    read()
    call_days(SOLD_ON, SOLD_ON, now=NOW)
    assert drawn() == Counter()
    assert Case.objects.count() == 1


def test_a_plan_draws_in_its_days_its_unit_and_its_channel_alone(staff: dict[str, Staff]) -> None:
    elsewhere = Unit.objects.create(code="X", name="X", level=Unit.objects.get(code="T1").level)
    plan("random", NOW, share=1.0, starts_on=SOLD_ON + timedelta(days=1))
    plan("random", NOW, share=1.0, starts_on=SOLD_ON, unit_id=elsewhere.pk)
    plan("random", NOW, share=1.0, starts_on=SOLD_ON, channel="wecom")
    served("c1")
    read()
    assert drawn() == Counter()
    over = plan("random", NOW, share=1.0, starts_on=SOLD_ON - timedelta(days=9))
    end_plan(actor=SYSTEM, plan=over, last_day=SOLD_ON - timedelta(days=1), now=NOW)
    call_days(SOLD_ON, SOLD_ON, now=NOW)
    assert drawn() == Counter()


def test_first_weeks_are_counted_from_the_earliest_that_is_known(staff: dict[str, Staff]) -> None:
    plan("new_adviser", NOW, weeks=2, starts_on=SOLD_ON - timedelta(days=60))
    team = Unit.objects.get(code="T1")
    for number, days in (("0401", 3), ("0402", 20), ("0403", 3)):
        fresh = Staff.objects.create_user(number, name=number)
        since = SOLD_ON - timedelta(days=days)
        Placement.objects.create(staff=fresh, unit=team, during=DateRange(since, None))
        served(f"c-{number}", adviser=number)
    Licence.objects.create(
        staff=Staff.objects.get(number="0403"), kind="registration",
        during=DateRange(date(2024, 1, 1), None),
    )  # fmt: skip
    read()
    assert drawn() == Counter({"0401": 1})


def test_a_complaint_draws_the_conversation_that_it_names(staff: dict[str, Staff]) -> None:
    plan("complaint", NOW, starts_on=SOLD_ON)
    served("c1", "c2")
    read()
    deliver(fact("complaint", "T1", customer="K9", conversation="c2", at=STARTED))
    run_events()
    (task,) = ReviewTask.objects.all()
    assert (task.case.conversation.external_id, task.why) == ("c2", ["complaint"])  # type: ignore[union-attr]
    assert task.due_at is not None


def test_a_complaint_about_a_policy_draws_its_sale_also_where_no_plan_covers_it(
    staff: dict[str, Staff],
) -> None:
    SamplingPlan.objects.all().delete()
    plan("complaint", NOW, starts_on=SOLD_ON)
    deliver(applied("A1"), issued("P1"))
    arrive(sold("c1", applications=("A1",)))
    read()
    assert not ReviewTask.objects.exists()
    deliver(fact("complaint", "T1", policy="P1", at=STARTED))
    run_events()
    assert [t.why for t in ReviewTask.objects.all()] == [["complaint"]]
    assert not Case.objects.filter(kind="conversation").exists()


def test_a_complaint_of_a_customer_draws_what_was_said_to_them_shortly_before(
    staff: dict[str, Staff],
) -> None:
    plan("complaint", NOW, starts_on=SOLD_ON)
    served("near", at=STARTED - timedelta(days=80))
    served("far", at=STARTED - timedelta(days=100))
    served("other", customer="K8")
    read()
    deliver(fact("complaint", "T1", customer="K9", at=STARTED))
    run_events()
    known = ReviewTask.objects.values_list("case__conversation__external_id", flat=True)
    assert set(known) == {"near"}


def test_a_drawn_conversation_that_turns_out_to_be_of_a_sale_is_looked_at_there(
    staff: dict[str, Staff],
) -> None:
    plan("complaint", NOW, starts_on=SOLD_ON)
    arrive(sold("c1", applications=(), policies=("P1",), purpose="service"))
    read()
    deliver(fact("complaint", "T1", conversation="c1", customer="K1", at=STARTED))
    run_events()
    deliver(applied("A1"), issued("P1"))
    read()
    (waits,) = ReviewTask.objects.filter(state="waiting")
    assert waits.case.sale == "A1"
    assert waits.why == ["complaint", "sales"]


def test_a_plan_is_tried_on_last_week_before_it_is_made(staff: dict[str, Staff]) -> None:
    served(*(f"c{n}" for n in range(8)))
    read()
    today = SOLD_ON + timedelta(days=2)
    values = {"unit_id": None, "channel": "", "share": 0.25, "weeks": 0, "today": today}
    found = preview(kind="random", **values)  # type: ignore[arg-type]
    assert (found.drawn, found.among) == (2, 8)
    assert preview(kind="sales", **values).among == 0  # type: ignore[arg-type]
    assert preview(kind="random", **(values | {"today": SOLD_ON})).among == 0  # type: ignore[arg-type]
    assert not ReviewTask.objects.exists()
