"""What is counted by day: the same however it came about, and what a plain recount gives."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.utils import timezone

from goodfaith.quality.models import CaseFinding, Counted, Decision, StaleDay, Tally
from goodfaith.quality.overview.counting import count_all_again, count_stale
from goodfaith.quality.overview.tallying import NUMBERS
from goodfaith.quality.review.standing import group_hash
from goodfaith.quality.services import conclude
from goodfaith.trust.models import Staff
from quality.cases.sold import (
    applied,
    arrive,
    day,
    deliver,
    issued,
    people,
    rules,
    seen,
    sold,
    the_case,
)

pytestmark = pytest.mark.django_db
WRONG = ("A", "您好，这款产品保本"), ("C", "好的")
_ABOUT = ("of", "day", "unit", "parent", "path", "is_own", "channel", "product_type", "rule")


@pytest.fixture
def staff() -> dict[str, Staff]:
    return people()


def tallies() -> list[tuple[Any, ...]]:
    rows = Tally.objects.values_list(*_ABOUT, *NUMBERS)
    return sorted(((*row[:4], tuple(row[4]), *row[5:]) for row in rows), key=repr)


def findings() -> list[tuple[Any, ...]]:
    rows = CaseFinding.objects.values_list("case", "rule", "verdict", "severity", "decided")
    return sorted(rows)


def count() -> None:
    while count_stale(timezone.now()):
        pass


def decide(sale: str, rule: str, verdict: str, by: Staff, key: str, **more: Any) -> Decision:
    case = the_case(sale)
    assert case.judgement is not None
    group = next((g for g in case.judgement.findings if g["rule"] == rule), None)
    found = {"machine": group["verdict"], "severity": group["severity"]} if group else {}
    return Decision.objects.create(
        case=case, rule=rule, judgement=case.judgement, verdict=verdict,
        by=by, at=timezone.now(), key=key, **({"group": group_hash(group)} | found | more),
    )  # fmt: skip


def decide_the_rest(sale: str, by: Staff) -> None:
    """Nothing is concluded before every violation has been looked at."""
    decided = set(the_case(sale).decisions.values_list("rule", flat=True))
    for rule in set(the_case(sale).violated) - decided:
        decide(sale, rule, "unclear", by, f"{sale} {rule}")


def whole(of: str, rule: str = "") -> Counter[str]:
    told: Counter[str] = Counter()
    for row in Tally.objects.filter(of=of, unit=None, is_own=False, rule=rule).values(*NUMBERS):
        told.update(row)
    return +told


def a_few_sales(staff: dict[str, Staff]) -> None:
    rules()
    deliver(applied(), issued(), applied("A2", signed_on=day(3).date(), channel="bank"),
            issued("P2", application="A2", receipt_on=day(3).date()))  # fmt: skip
    arrive(
        sold("c1", *WRONG),
        sold("c2", started_at=day(0, 15)),
        sold("c3", *WRONG, applications=("A2",), started_at=day(3)),
        sold("c4", applications=(), adviser="0999", started_at=day(3)),
    )
    seen()


def test_counting_day_by_day_gives_what_counting_everything_again_gives(
    staff: dict[str, Staff],
) -> None:
    a_few_sales(staff)
    count()
    decide("A1", "sale.promise", "confirmed", staff["reviewer"], "1")
    count()
    decide("A2", "sale.promise", "dismissed", staff["reviewer"], "2")
    decide_the_rest("A2", staff["reviewer"])
    case = the_case("A2")
    conclude(actor=staff["reviewer"], case=case, seen=case.revision, conclusion="qualified",
             now=timezone.now())  # fmt: skip
    count()
    incrementally, found = tallies(), findings()
    ids = set(Tally.objects.values_list("pk", flat=True))
    assert count_all_again(timezone.now())
    assert (tallies(), findings()) == (incrementally, found)
    assert set(Tally.objects.values_list("pk", flat=True)) == ids
    Tally.objects.all().delete()
    CaseFinding.objects.all().delete()
    count_all_again(timezone.now())
    assert (tallies(), findings()) == (incrementally, found)
    assert Counted.objects.exists()
    assert not StaleDay.objects.exists()


def test_the_numbers_are_those_of_the_cases(staff: dict[str, Staff]) -> None:
    a_few_sales(staff)
    decide("A1", "sale.promise", "confirmed", staff["reviewer"], "1")
    decide("A2", "sale.promise", "dismissed", staff["reviewer"], "2")
    decide("A2", "callback.in_time", "confirmed", staff["reviewer"], "3", machine="")
    count()
    cases = whole("case")
    assert (cases["total"], cases["judged"], cases["critical"], cases["upheld"]) == (2, 2, 2, 2)
    rule = whole("case", "sale.promise")
    assert (rule["violated"], rule["confirmed"], rule["dismissed"]) == (2, 1, 1)
    talks = whole("talk")
    assert (talks["total"], talks["read"], talks["judged"], talks["reviewed"]) == (4, 4, 3, 0)


def test_what_was_decided_on_earlier_evidence_stands_no_more(staff: dict[str, Staff]) -> None:
    a_few_sales(staff)
    decide("A1", "sale.promise", "confirmed", staff["reviewer"], "1", group="another")
    count()
    assert whole("case", "sale.promise")["confirmed"] == 0
    assert whole("case")["undecided"] == 2


def test_a_unit_counts_all_below_it_and_its_own_once(staff: dict[str, Staff]) -> None:
    a_few_sales(staff)
    count()
    top = Tally.objects.filter(of="case", rule="", path__len=1, is_own=False)
    team = Tally.objects.filter(of="case", rule="", path__len=2)
    assert sum(top.values_list("total", flat=True)) == 2
    assert sum(team.values_list("total", flat=True)) == 2
    nowhere = Tally.objects.filter(of="talk", rule="", unit=None, is_own=True)
    assert [row.total for row in nowhere] == [1]


def test_a_day_that_nothing_changed_of_is_not_counted_again(staff: dict[str, Staff]) -> None:
    a_few_sales(staff)
    count()
    case = the_case()
    case.told = "another"
    case.save()
    assert not StaleDay.objects.exists()
    case.channel = "bank"
    case.save()
    assert set(StaleDay.objects.values_list("day", flat=True)) == {case.day}
