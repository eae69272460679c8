"""Who is told of what was confirmed, and what counts where."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from concluded import (
    charge,
    charged,
    concluded,
    decided,
    insurer,
    judged,
    later,
    moves,
    opened_again,
    the_notice,
    viewer,
)
from django.utils import timezone

from conversations.arrivals import arrive
from goodfaith.platform.events import publish, run_events
from goodfaith.quality.events import CaseConcluded, TaskDone
from goodfaith.quality.models import Appeal, Case, Charge, Disagreement, Notice
from goodfaith.quality.outcome import appealing, counts
from goodfaith.quality.outcome.notices import acknowledge, appeal, lapse
from goodfaith.quality.outcome.notifying import follow, uncharged
from goodfaith.quality.outcome.refusing import Refused
from goodfaith.quality.services import withdraw
from goodfaith.trust.models import LedgerEntry, Staff, Unit
from quality.cases.sold import applied, deliver, rules, seen, sold, the_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> dict[str, Staff]:
    return insurer()


def rules_charged() -> set[str]:
    return set(Charge.objects.standing().values_list("rule", flat=True))


def test_a_concluded_case_charges_what_was_confirmed_to_its_seller(
    staff: dict[str, Staff],
) -> None:
    case = judged()
    decided(case, staff["reviewer"], rules=["sale.promise"])
    decided(case, staff["reviewer"], "dismissed", rules=["disclosure.exclusions"])
    concluded(case, staff["reviewer"])
    run_events()
    made = charge()
    assert rules_charged() == {"sale.promise"}
    assert (made.adviser, made.points, made.day) == (staff["seller"], 20, date(2026, 3, 2))
    assert made.unit == Unit.objects.get(code="T1")
    assert the_notice().answer_by > timezone.now() + timedelta(days=4)
    assert LedgerEntry.objects.filter(act="notices.sent").count() == 1


def test_a_qualified_case_charges_too_and_a_withdrawn_one_nothing(
    staff: dict[str, Staff],
) -> None:
    case = judged()
    decided(case, staff["reviewer"], rules=["sale.promise"])
    case.refresh_from_db()
    withdraw(actor=staff["reviewer"], case=case, seen=case.revision, now=timezone.now())
    run_events()
    assert not Notice.objects.exists()
    opened_again(case, staff["reviewer"])
    concluded(case, staff["reviewer"], "qualified")
    run_events()
    assert rules_charged() == {"sale.promise"}


def test_the_event_that_comes_twice_sends_one_notice(staff: dict[str, Staff]) -> None:
    case = charged(staff)
    publish(CaseConcluded(case.pk, case.revision, "unqualified", case.judgement_id))
    run_events()
    assert follow(case.pk, now=timezone.now()) == []
    assert (Notice.objects.count(), Charge.objects.count()) == (1, 2)


def test_concluded_again_takes_back_what_holds_no_longer_and_adds_what_is_new(
    staff: dict[str, Staff],
) -> None:
    case = judged()
    decided(case, staff["reviewer"], rules=["sale.promise"])
    concluded(case, staff["reviewer"])
    run_events()
    opened_again(case, staff["reviewer"])
    decided(case, staff["reviewer"], "dismissed", rules=["sale.promise"])
    decided(case, staff["reviewer"], rules=["disclosure.exclusions"])
    run_events()
    assert rules_charged() == {"sale.promise"}  # until somebody concludes
    concluded(case, staff["reviewer"])
    run_events()
    assert rules_charged() == {"disclosure.exclusions"}
    assert charge().ended_as == Charge.Ended.TAKEN_BACK
    states = Notice.objects.order_by("number").values_list("number", "state")
    assert list(states) == [(1, "withdrawn"), (2, "sent")]


def test_what_is_confirmed_again_stays_as_it_was(staff: dict[str, Staff]) -> None:
    case = charged(staff)
    opened_again(case, staff["second"])
    decided(case, staff["second"])
    concluded(case, staff["second"])
    run_events()
    assert (Notice.objects.count(), Charge.objects.standing().count()) == (1, 2)


def test_an_appeal_against_what_is_taken_back_is_settled(staff: dict[str, Staff]) -> None:
    case = charged(staff)
    filed = appeal(actor=staff["seller"], charge=charge(), text="没有", now=timezone.now())
    opened_again(case, staff["reviewer"])
    decided(case, staff["reviewer"], "dismissed", rules=["sale.promise"])
    concluded(case, staff["reviewer"])
    run_events()
    filed.refresh_from_db()
    assert filed.state == Appeal.State.MOOT
    with pytest.raises(Refused):
        appealing.take(viewer=viewer(staff["second"]), appeal=filed, seen=filed.revision,
                       now=timezone.now())  # fmt: skip


def test_an_adviser_whom_nobody_knows_is_said_on_the_page_and_gets_no_notice(
    staff: dict[str, Staff],
) -> None:
    rules()
    deliver(applied(adviser="9999"))
    arrive(sold("c1", ("A", "您好，这款产品保本"), ("C", "好"), adviser="9999"))
    seen()
    case = the_case()
    decided(case, staff["reviewer"])
    concluded(case, staff["reviewer"])
    run_events()
    case.refresh_from_db()
    assert not Notice.objects.exists()
    assert [one.rule for one in uncharged(case)] == ["disclosure.exclusions", "sale.promise"]


def test_what_another_adviser_said_in_a_call_of_the_sale_is_charged_to_that_one(
    staff: dict[str, Staff],
) -> None:
    rules()
    deliver(applied())
    arrive(
        sold("c1", ("A", "您好，免责条款您看一下"), ("C", "好的")),
        sold("c2", ("A", "您好，这款产品保本"), ("C", "好的"), adviser="0232"),
    )
    seen()
    case = the_case()
    decided(case, staff["reviewer"])
    concluded(case, staff["reviewer"])
    run_events()
    assert (charge().adviser, charge().unit) == (staff["other"], Unit.objects.get(code="T2"))


def test_acknowledging_one_and_then_all(staff: dict[str, Staff]) -> None:
    charged(staff)
    notice, now = the_notice(), timezone.now()
    assert acknowledge(actor=staff["seller"], notice=notice, rules=["sale.promise"], now=now) == 1
    notice.refresh_from_db()
    assert notice.state == Notice.State.SENT
    assert acknowledge(actor=staff["seller"], notice=notice, now=now) == 1
    notice.refresh_from_db()
    assert notice.state == Notice.State.ACKNOWLEDGED
    assert acknowledge(actor=staff["seller"], notice=notice, now=now) == 0
    with pytest.raises(Refused):
        acknowledge(actor=staff["other"], notice=notice, now=now)


def test_what_nobody_answers_lapses_once_and_can_still_be_appealed_against(
    staff: dict[str, Staff],
) -> None:
    charged(staff)
    assert lapse(now=timezone.now()) == 0
    assert (lapse(now=later(7)), lapse(now=later(7))) == (1, 0)
    assert the_notice().state == Notice.State.LAPSED
    made = appeal(actor=staff["seller"], charge=charge(), text="没有说过", now=later(8))
    assert the_notice().state == Notice.State.APPEALED
    again = appeal(actor=staff["seller"], charge=charge(), text="再说一次", now=later(8))
    assert again == made
    with pytest.raises(Refused, match="late"):
        appeal(actor=staff["seller"], charge=charge("disclosure.exclusions"), text="没有",
               now=later(12))  # fmt: skip


def test_a_mover_counts_for_the_old_team_until_upheld_and_nowhere_after(
    staff: dict[str, Staff],
) -> None:
    """A sale of the 2nd, the move on the 15th, confirmed after it, appealed against."""
    moves(staff["seller"], "T2")
    charged(staff, ("A", "您好，这款产品保本，免责条款您看一下"), ("C", "好的"))
    old, new = (Unit.objects.get(code=code).pk for code in ("T1", "T2"))
    top = Unit.objects.get(code="HQ").pk
    tally = counts.Tally(1, 20.0)
    assert counts.by_team(counts.counting()) == {old: tally}
    assert counts.by_unit(counts.counting()) == {old: tally, top: tally}
    assert counts.by_unit(counts.counting(), [new]) == {}
    assert counts.by_month(counts.counting()) == {date(2026, 3, 1): tally}
    assert counts.by_adviser(counts.counting(viewer(staff["manager"]))) == {
        staff["seller"].pk: tally
    }
    assert counts.by_adviser(counts.counting(viewer(staff["stranger"]))) == {}
    filed = appeal(actor=staff["seller"], charge=charge(), text="没有", now=timezone.now())
    assert counts.by_team(counts.counting()) == {old: tally}
    appealing.uphold(
        viewer=viewer(staff["second"]), appeal=filed, seen=filed.revision, reason="确实没有",
        code="not_said", now=timezone.now(),
    )  # fmt: skip
    assert counts.by_team(counts.counting()) == {}
    assert counts.by_unit(counts.counting(until=date(2027, 1, 1), since=date(2020, 1, 1))) == {}
    assert charge().ended_as == Charge.Ended.RESTORED
    run_events()
    case = the_case()
    opened_again(case, staff["reviewer"])
    concluded(case, staff["reviewer"])
    run_events()
    assert counts.by_team(counts.counting()) == {}
    assert Case.objects.get().state == Case.State.CLOSED


def test_what_a_second_reader_says_counts_when_the_difference_is_settled(
    staff: dict[str, Staff],
) -> None:
    case = charged(staff)
    rule = ["sale.promise"]
    decided(case, staff["second"], "dismissed", rules=rule, seat=2)
    differ = Disagreement.objects.create(case=case, rules=rule, found_at=timezone.now())
    publish(TaskDone(case.pk, case.revision, 1, 2))
    run_events()
    assert "sale.promise" in rules_charged()
    decided(case, staff["compliance"], "dismissed", rules=rule, seat=3)
    differ.settled_at = timezone.now()
    differ.save()
    publish(TaskDone(case.pk, case.revision, 2, 3))
    run_events()
    assert rules_charged() == {"disclosure.exclusions"}
