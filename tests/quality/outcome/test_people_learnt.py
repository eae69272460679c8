"""Whom findings count against when the adviser is known, or is another one, only later."""

from __future__ import annotations

from datetime import timedelta

import pytest
from concluded import (
    PROMISE,
    charged,
    concluded,
    decided,
    insurer,
    opened_again,
    person,
    rules,
)
from django.utils import timezone

from conversations.arrivals import arrive, row
from goodfaith.conversations.correcting.changes import Relink
from goodfaith.conversations.correcting.correct import correct
from goodfaith.platform.events import publish, run_events
from goodfaith.quality.cases.wanted import want
from goodfaith.quality.models import Appeal, Case, Charge, Notice
from goodfaith.quality.outcome.notices import appeal
from goodfaith.quality.outcome.notifying import follow
from goodfaith.quality.services import open_single
from goodfaith.trust.changes import OrganisationChanged
from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.models import LedgerEntry, Staff, Unit
from goodfaith.trust.roles import Role
from quality.cases.sold import SIGNED, WHOLE, applied, deliver, issued, seen, sold, the_case

pytestmark = pytest.mark.django_db
WRONG = ("A", "您好，这款产品保本，免责条款您看一下"), ("C", "好的")


@pytest.fixture
def staff() -> dict[str, Staff]:
    return insurer()


def counting() -> list[tuple[str, str]]:
    """Rule and staff number of what counts."""
    rows = Charge.objects.standing().order_by("rule")
    return list(rows.values_list("rule", "adviser__number"))


def settled() -> None:
    """Twice what changes something once."""
    for _ in range(2):
        seen()
        run_events()


def sold_by(number: str, staff: dict[str, Staff]) -> Case:
    """A sale with a promise, concluded with it confirmed."""
    rules(PROMISE)
    deliver(applied(adviser=number), issued())
    arrive(sold("c1", *WRONG, adviser=number))
    seen()
    case = the_case()
    decided(case, staff["reviewer"])
    concluded(case, staff["reviewer"])
    run_events()
    return the_case()


def test_a_seller_who_becomes_known_later_is_told_then_with_all_their_days(
    staff: dict[str, Staff],
) -> None:
    case = sold_by("9999", staff)
    assert counting() == []
    late = person("9999", Role.ADVISER, Unit.objects.get(code="T1"))
    publish(OrganisationChanged(SIGNED, staff_ids=(late.pk,)))
    settled()
    assert counting() == [("sale.promise", "9999")]
    notice = Notice.objects.get()
    assert (notice.adviser, notice.case) == (late, case)
    assert notice.answer_by > timezone.now() + timedelta(days=4)
    assert the_case().adviser == late
    assert follow(case.pk, now=timezone.now()) == []
    assert LedgerEntry.objects.filter(act="notices.sent").count() == 1


def test_somebody_who_held_a_call_of_anothers_sale_is_told_when_they_are_known(
    staff: dict[str, Staff],
) -> None:
    rules(PROMISE)
    deliver(applied(), issued())
    arrive(sold("c1", *WHOLE.items()), sold("c2", *WRONG, adviser="9999"))
    seen()
    decided(the_case(), staff["reviewer"])
    concluded(the_case(), staff["reviewer"])
    run_events()
    assert counting() == []
    late = person("9999", Role.ADVISER, Unit.objects.get(code="T2"))
    publish(OrganisationChanged(SIGNED, staff_ids=(late.pk,)))
    settled()
    assert counting() == [("sale.promise", "9999")]
    assert Charge.objects.get().unit == Unit.objects.get(code="T2")


def test_the_fact_that_another_sold_it_ends_the_charge_and_begins_one(
    staff: dict[str, Staff],
) -> None:
    rules(PROMISE)
    charged(staff)
    assert {number for _, number in counting()} == {"0231"}
    old = Charge.objects.get(rule="disclosure.exclusions")
    filed = appeal(actor=staff["seller"], charge=old, text="不是我", now=timezone.now())
    deliver(applied(adviser="0232"))
    settled()
    about_sale = ("disclosure.exclusions", "0232")
    assert about_sale in counting()
    assert ("sale.promise", "0231") in counting()  # said in their own call
    old.refresh_from_db()
    filed.refresh_from_db()
    assert (old.ended_as, filed.state) == (Charge.Ended.TAKEN_BACK, Appeal.State.MOOT)
    new = Charge.objects.standing().get(rule="disclosure.exclusions")
    assert (new.adviser, new.notice.number) == (staff["other"], 2)


def test_a_relinked_call_counts_against_whoever_held_it_once(staff: dict[str, Staff]) -> None:
    case = sold_by("0231", staff)
    assert counting() == [("sale.promise", "0231")]
    correct(row("c1"), Relink(adviser="0232"), expected=1, actor=SYSTEM)
    settled()
    assert counting() == [("sale.promise", "0232")]
    assert [n.state for n in case.notices.order_by("number")] == ["withdrawn", "sent"]
    assert LedgerEntry.objects.filter(act="charges.taken_back").count() == 1


def test_of_a_reopened_case_the_wrong_charge_ends_and_the_right_one_waits(
    staff: dict[str, Staff],
) -> None:
    case = sold_by("0231", staff)
    opened_again(case, staff["reviewer"])
    correct(row("c1"), Relink(adviser="0232"), expected=1, actor=SYSTEM)
    settled()
    assert counting() == []
    concluded(case, staff["reviewer"])
    run_events()
    assert counting() == [("sale.promise", "0232")]


def test_a_conversation_by_itself_follows_whoever_held_it(staff: dict[str, Staff]) -> None:
    rules(PROMISE)
    arrive(sold("c1", *WRONG, applications=(), purpose="service", adviser="0231"))
    seen()
    single = open_single(row("c1"), now=timezone.now())
    want([f"talk:{single.conversation_id}"])
    seen()
    decided(single, staff["reviewer"])
    concluded(single, staff["reviewer"])
    run_events()
    assert counting() == [("sale.promise", "0231")]
    correct(row("c1"), Relink(adviser="0232"), expected=1, actor=SYSTEM)
    settled()
    assert counting() == [("sale.promise", "0232")]
    single.refresh_from_db()
    assert (single.adviser, single.adviser_number) == (staff["other"], "0232")
