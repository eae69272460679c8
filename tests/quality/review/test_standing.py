"""What stands of a rule: the highest seat's decision about what is found now."""

from __future__ import annotations

import copy

import pytest
from decided import found, say
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodfaith.quality.models import Case, ReviewTask, Seat
from goodfaith.quality.review.standing import group_hash, standing
from goodfaith.trust.models import Staff
from quality.cases.sold import applied, arrive, day, deliver, people, rules, seen, sold, the_case

pytestmark = pytest.mark.django_db
RULE = "sale.promise"
WRONG = ("A", "您好，这款产品保本"), ("C", "好的")


@pytest.fixture
def staff() -> dict[str, Staff]:
    return people()


@pytest.fixture
def case(staff: dict[str, Staff]) -> Case:
    rules()
    deliver(applied())
    arrive(sold("c1", *WRONG))
    seen()
    return the_case()


def test_the_highest_seat_that_has_said_anything_stands(
    case: Case, staff: dict[str, Staff]
) -> None:
    say(case, staff["reviewer"], RULE)
    assert standing([case.pk])[case.pk][RULE].verdict == "confirmed"
    later = say(case, staff["compliance"], RULE, "dismissed", seat=Seat.APPEAL)
    assert standing([case.pk]) == {case.pk: {RULE: later}}


def test_other_evidence_asks_again_and_the_same_words_in_another_place_do_not(
    case: Case, staff: dict[str, Staff]
) -> None:
    kept = say(case, staff["reviewer"], RULE)
    arrive(sold("c1", ("C", "喂"), *WRONG))
    seen(now=day(1))
    case = the_case()
    assert case.judgement_id != kept.judgement_id
    assert standing([case.pk])[case.pk][RULE] == kept
    arrive(sold("c1", ("A", "您好，这款产品保本的，真的保本"), ("C", "好的")))
    seen(now=day(2))
    assert standing([case.pk]) == {}


def test_what_the_machine_missed_stands_until_it_finds_it(
    case: Case, staff: dict[str, Staff]
) -> None:
    missed = say(case, staff["reviewer"], "callback.in_time")
    assert (missed.group, missed.machine) == ("", "")
    assert standing([case.pk])[case.pk] == {"callback.in_time": missed}


def test_what_a_blind_reader_says_counts_when_they_have_finished(
    case: Case, staff: dict[str, Staff]
) -> None:
    first = say(case, staff["reviewer"], RULE)
    task = ReviewTask.objects.create(
        case=case, seat=Seat.SECOND, state="held", made_at=day(1), rank=1
    )
    second = say(case, staff["second"], RULE, "dismissed", seat=Seat.SECOND)
    assert standing([case.pk])[case.pk][RULE] == first
    task.state = ReviewTask.State.DONE
    task.save()
    assert standing([case.pk])[case.pk][RULE] == second


def test_however_many_cases_it_is_one_query(case: Case, staff: dict[str, Staff]) -> None:
    say(case, staff["reviewer"], RULE)
    with CaptureQueriesContext(connection) as asked:
        assert [*standing([case.pk, case.pk + 1])[case.pk]] == [RULE]
    assert len(asked) == 1


def test_the_hash_is_of_what_was_found_not_of_where_it_stands(case: Case) -> None:
    group = found(case, RULE)
    assert group is not None
    moved, other = copy.deepcopy(group), copy.deepcopy(group)
    moved["findings"][0]["evidence"][0] |= {"utterance": 7, "start": 1, "end": 3}
    other["findings"][0]["evidence"][0]["text"] = "保息"
    assert group_hash(moved) == group_hash(group) != group_hash(other)
    assert group_hash(None) == ""
