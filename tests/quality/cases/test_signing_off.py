"""What was signed off stays; what changes later reopens it once, with the difference."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from sold import (
    CALLBACK,
    PROMISE,
    STARTED,
    TOLD,
    applied,
    arrive,
    day,
    deliver,
    fact,
    issued,
    people,
    rules,
    seen,
    sold,
    the_case,
    time_passes,
    without_review_deadline,
)

from goodfaith.analysis.facts import Fact
from goodfaith.quality.cases.clock import look_at_due
from goodfaith.quality.cases.replaying import replay
from goodfaith.quality.cases.states import NotPossible
from goodfaith.quality.models import Case, CaseAct, Deadline
from goodfaith.quality.services import (
    ChangedMeanwhile,
    NotConcluded,
    OwnSale,
    ask_supplement,
    conclude,
    reopen,
    withdraw,
)
from quality.review.decided import confirm_all

pytestmark = pytest.mark.django_db
WRONG = ("A", "您好，这款产品保本，免责条款您看一下"), ("C", "好的")
RIGHT = ("A", "您好，收益不保证，免责条款您看一下"), ("C", "好的")


def judged(*turns: tuple[str, str]) -> Case:
    rules()
    deliver(applied())
    arrive(sold("c1", *turns))
    seen()
    return the_case()


def test_the_second_of_two_people_is_told_who_was_first_and_nothing_is_overwritten() -> None:
    staff = people()
    case = confirm_all(judged(*WRONG), staff["reviewer"])
    seen_by_both = case.revision
    conclude(actor=staff["reviewer"], case=case, seen=seen_by_both, conclusion="unqualified",
             now=day(0, 13))  # fmt: skip
    with pytest.raises(ChangedMeanwhile) as told:
        conclude(actor=staff["second"], case=case, seen=seen_by_both, conclusion="qualified",
                 now=day(0, 14))  # fmt: skip
    assert told.value.last is not None
    assert told.value.last.by == staff["reviewer"]
    assert the_case().conclusion == "unqualified"


def test_evidence_that_goes_after_sign_off_reopens_once_and_both_replay_exactly() -> None:
    staff = people()
    case = confirm_all(judged(*WRONG), staff["reviewer"])
    signed = case.judgement
    assert signed is not None
    conclude(actor=staff["reviewer"], case=case, seen=case.revision, conclusion="unqualified",
             now=day(0, 13))  # fmt: skip
    held = the_case().revision
    arrive(sold("c1", *RIGHT))
    seen(now=day(0, 15))
    case = the_case()
    assert case.state == Case.State.REOPENED
    assert case.signed_off == signed
    act = case.acts.get(kind=CaseAct.Kind.REOPENED)
    assert (act.details["lost"], act.about) == (["sale.promise"], signed)
    for reviewer in (staff["reviewer"], staff["second"]):
        with pytest.raises(ChangedMeanwhile):
            conclude(actor=reviewer, case=case, seen=held, conclusion="qualified", now=day(0, 16))
    assert [replay(j).digest == j.digest for j in case.judgements.all()] == [True, True]
    arrive(sold("c1", ("A", "您好"), ("C", "好的")))
    seen(now=day(0, 17))
    assert the_case().acts.filter(kind=CaseAct.Kind.REOPENED).count() == 1


def test_a_supplement_that_comes_is_inspected_again_by_who_asked_for_it() -> None:
    staff = people()
    case = judged(("A", "您好"), ("C", "好的"))
    ask_supplement(actor=staff["reviewer"], case=case, seen=case.revision, note="补录免责条款",
                   now=day(1))  # fmt: skip
    arrive(sold("c2", started_at=day(1, 8)))
    seen(now=day(1, 10))
    assert the_case().state == Case.State.WAITING  # held before anybody asked
    arrive(sold("c3", started_at=day(1, 12)))
    seen(now=day(1, 14))
    case = the_case()
    assert (case.state, case.reviewer) == (Case.State.RECHECK, staff["reviewer"])
    case = confirm_all(case, staff["reviewer"])
    assert case.members.get(is_supplement=True).conversation.external_id == "c3"
    conclude(actor=staff["reviewer"], case=case, seen=case.revision, conclusion="qualified",
             now=day(2))  # fmt: skip
    assert the_case().state == Case.State.CLOSED


def test_nobody_concludes_on_the_own_sale_or_without_a_reason_where_one_is_needed() -> None:
    staff = people()
    case = judged(*RIGHT)
    with pytest.raises(OwnSale):
        conclude(actor=staff["seller"], case=case, seen=case.revision, conclusion="qualified",
                 now=day(1))  # fmt: skip
    with pytest.raises(NotConcluded):
        ask_supplement(actor=staff["reviewer"], case=case, seen=case.revision, note=" ", now=day(1))
    with pytest.raises(NotPossible):
        reopen(actor=staff["reviewer"], case=case, seen=case.revision, note="x", now=day(1))


def test_what_is_withdrawn_is_not_reopened_by_what_is_found_later() -> None:
    staff = people()
    case = judged(*RIGHT)
    withdraw(actor=staff["reviewer"], case=case, seen=case.revision, now=day(1))
    arrive(sold("c1", *WRONG))
    seen(now=day(2))
    assert (the_case().state, the_case().violated) == (Case.State.CLOSED, ["sale.promise"])


def test_no_callback_warns_on_day_12_and_expires_once_on_day_15_by_the_rule_of_the_sale() -> None:
    """The rulebook is republished on day 10, a worker dies on day 14, people signed off before."""
    staff = people()
    first = rules()
    without_review_deadline()
    deliver(applied(), issued())
    deliver(issued("P0", application="", customer="K9", receipt_on="2019-01-01"))
    arrive(sold())
    deliver(*callbacks_elsewhere())
    seen()
    case = the_case()
    conclude(actor=staff["reviewer"], case=case, seen=case.revision, conclusion="qualified",
             now=day(1))  # fmt: skip
    softer = CALLBACK | {"violated": "no callback succeeded within 30 days after policy.receipt_on"}
    rules(PROMISE, softer, TOLD, since=day(10).date())
    seen(now=day(10))
    time_passes(day(11))
    assert not Deadline.objects.filter(warned_at__isnull=False).exists()
    time_passes(day(12))
    warned = Deadline.objects.get(rule="callback.in_time", case=case)
    assert warned.warned_at == day(12)
    dies_in_the_middle(day(16))
    assert Deadline.objects.get(pk=warned.pk).outcome == ""
    for hour in (9, 10, 11):
        time_passes(day(16, hour))
    case = the_case()
    assert Deadline.objects.get(pk=warned.pk).outcome == "expired"
    assert case.violated == ["callback.in_time"]
    assert case.judgement is not None
    assert (case.judgement.edition, case.state) == (first, Case.State.CLOSED)
    assert case.acts.filter(kind=CaseAct.Kind.LAPSED).count() == 1
    assert not case.acts.filter(kind=CaseAct.Kind.REOPENED).exists()
    assert case.deadlines.filter(rule="callback.in_time").count() == 1


def callbacks_elsewhere() -> list[Fact]:
    """Callbacks are told of, so that there being none is an answer."""
    return [fact("callback", "CB9", policy="P9", at="2026-03-05T10:00:00", succeeded=True)]


class Killed(BaseException):
    """What ends a process ends its transaction."""


def looks_and_is_killed(now: datetime) -> None:
    with transaction.atomic():
        look_at_due(now=now)
        raise Killed


def dies_in_the_middle(now: datetime) -> None:
    with pytest.raises(Killed):
        looks_and_is_killed(now)


def test_a_callback_in_time_ends_the_deadline_without_a_violation() -> None:
    people()
    rules()
    without_review_deadline()
    deliver(applied(), issued(), *callbacks_elsewhere())
    arrive(sold())
    seen()
    deliver(fact("callback", "CB1", policy="P1", at="2026-03-06T10:00:00", succeeded=True),
            now=STARTED + timedelta(days=4))  # fmt: skip
    seen(now=day(5))
    time_passes(day(20))
    assert the_case().deadlines.get(rule="callback.in_time").outcome == "met"
    assert the_case().violated == []


def test_what_time_changes_is_what_judging_everything_anew_would_say() -> None:
    people()
    rules()
    without_review_deadline()
    deliver(applied(), issued(), *callbacks_elsewhere())
    arrive(sold("c1", *WRONG))
    seen()
    time_passes(day(16))
    judgement = the_case().judgement
    assert judgement is not None
    assert judgement.number == 2
    assert replay(judgement).digest == judgement.digest
