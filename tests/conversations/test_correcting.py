"""Corrections: a revision by a person, judged at once; the second to come learns of the first."""

from __future__ import annotations

import pytest
from arrivals import arrive, call, edition, person, row
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.analysis.conversation import Conversation, Gap, Utterance
from goodfaith.conversations.correcting import (
    Change,
    Conflict,
    Corrected,
    CorrectionInvalid,
    CorrectWords,
    MarkGap,
    Relink,
    SwapSpeakers,
    correct,
)
from goodfaith.conversations.models import Reading
from goodfaith.conversations.reading import difference
from goodfaith.platform.events import run_events
from goodfaith.trust.models import LedgerEntry, Staff
from small_world import talk

django_db = pytest.mark.django_db


def _correct(change: Change, expected: int = 1, by: Staff | None = None) -> Corrected:
    return correct(row(), change, expected=expected, actor=by or person("7001"), reason="misheard")


@django_db
def test_swapped_speakers_are_judged_again_and_the_old_reading_stays() -> None:
    edition()
    arrive(call("c1", ("C", "您好"), ("A", "贵吗"), ("C", "保本的"), speakers="diarised"))
    run_events()
    old = row().reading
    assert old is not None
    _correct(SwapSpeakers(0))
    run_events()
    new = row().reading
    assert new is not None
    assert difference(old.findings, new.findings).gained == ("sale.promise",)
    assert new.revision.number == 2
    assert Reading.objects.filter(pk=old.pk, revision__number=1).exists()


@django_db
def test_corrected_words_are_what_is_judged_and_found() -> None:
    edition()
    arrive(call("c1", ("A", "您好，不错")))
    run_events()
    _correct(CorrectWords(0, "您好，保本"))
    run_events()
    assert row().violated == ["sale.promise"]


@django_db
def test_the_second_of_two_who_correct_learns_what_the_first_has_changed() -> None:
    arrive(call("c1", ("A", "一"), ("C", "二")))
    first = person("7001")
    _correct(CorrectWords(1, "三"), by=first)
    with pytest.raises(Conflict) as conflict:
        _correct(CorrectWords(1, "四"), by=person("7002"))
    (meanwhile,) = conflict.value.meanwhile
    assert (meanwhile.number, meanwhile.made_by, meanwhile.utterances) == (2, first.pk, (1,))
    assert row().revisions.count() == 2


@django_db
def test_a_correction_is_by_somebody_for_a_reason_and_in_the_ledger() -> None:
    arrive(call("c1"))
    editor = person("7001")
    _correct(MarkGap(3.0, 5.0), by=editor)
    made = row().revision
    assert made is not None
    assert (made.made_by, made.reason) == (editor, "misheard")
    entry = LedgerEntry.objects.get(act="conversation.corrected")
    assert (entry.actor_id, entry.details) == (str(editor.pk), {"revision": 2, "change": "gap"})


@django_db
def test_relinked_it_belongs_to_somebody_else() -> None:
    arrive(call("c1", customer="K1", policies=("P1",)))
    _correct(Relink(adviser="1002", customer="K2"), by=person("1002"))
    assert (row().adviser_number, row().customer, row().policies) == ("1002", "K2", ["P1"])
    assert row().adviser == Staff.objects.get(number="1002")


@django_db
def test_what_changes_nothing_is_no_correction() -> None:
    arrive(call("c1", ("A", "一")))
    with pytest.raises(CorrectionInvalid):
        _correct(CorrectWords(0, "一"))


@pytest.mark.parametrize(
    "change",
    [
        CorrectWords(9, "x"),
        CorrectWords(0, "\x00"),
        SwapSpeakers(-1),
        MarkGap(5.0, 4.0),
        MarkGap(float("nan")),
        Relink(customer="K" * 300),
    ],
)
@django_db
def test_what_cannot_be_is_refused_and_told(change: Change) -> None:
    arrive(call("c1"))
    with pytest.raises(CorrectionInvalid) as invalid:
        _correct(change)
    assert invalid.value.problems
    assert row().revisions.count() == 1


_turns = st.lists(st.sampled_from(["A", "C", "?", "O"]), min_size=1, max_size=9)


@given(_turns, st.data())
def test_swapping_twice_from_the_same_place_gives_every_turn_back(
    speakers: list[str], data: st.DataObject
) -> None:
    before = talk("c", *((who, "x") for who in speakers))
    first = data.draw(st.integers(0, len(speakers) - 1))
    once = SwapSpeakers(first).apply(before)
    assert [u.participant for u in once.utterances[:first]] == [
        u.participant for u in before.utterances[:first]
    ]
    if {"A", "C"} <= {*speakers}:
        again = SwapSpeakers(0).apply(SwapSpeakers(0).apply(before))
        assert again.utterances == before.utterances


def test_words_that_were_corrected_are_no_longer_uncertain() -> None:
    unsure = Conversation("c", (Utterance("x", confidence=0.2, confidences=(0.2,)),))
    said = CorrectWords(0, "yy").apply(unsure).utterances[0]
    assert (said.confidence, said.confidences) == (None, None)


def test_a_gap_stands_once_and_in_order() -> None:
    gaps = MarkGap(1.0, 2.0).apply(Conversation("c", gaps=(Gap(3.0), Gap(1.0, 2.0)))).gaps
    assert gaps == (Gap(1.0, 2.0), Gap(3.0))
