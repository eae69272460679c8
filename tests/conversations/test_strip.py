from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from goodfaith.analysis.conversation import Conversation, Participant, Utterance
from goodfaith.conversations.shown.marks import Mark
from goodfaith.conversations.shown.strip import NARROW, WIDE, Flag, grouped, strip
from goodfaith.conversations.shown.turns import by_the_clock, turns

KINDS = ["critical", "major", "minor", "note", "open"]
BEGAN = datetime(2026, 11, 18, 15, 50, tzinfo=UTC)
FLAGS = st.lists(st.builds(Flag, st.sampled_from(KINDS), st.floats(0, 100), st.just(0), st.just(""),
                           st.sampled_from(["a", "b"]), st.just("f"), st.just(1)))  # fmt: skip


def talk(*starts: float) -> Conversation:
    said = tuple(Utterance(f"第{n}句话", "a", start=start) for n, start in enumerate(starts))
    people = (Participant("a", "adviser"),)
    return Conversation(id="x", channel="wecom", participants=people, utterances=said)


@given(FLAGS)
def test_marks_that_stand_keep_their_distance_and_none_is_lost(flags: list[Flag]) -> None:
    for reach in (WIDE, NARROW):
        shown = grouped(flags, reach)
        assert sum(flag.count for flag in shown) == len(flags)
        assert [flag.x for flag in shown] == sorted(flag.x for flag in shown)
        for left, right in pairwise(shown):
            assert right.x - left.x >= min(reach[left.kind], reach[right.kind])


@given(FLAGS)
def test_the_gravest_stand_where_they_are_heard(flags: list[Flag]) -> None:
    shown = grouped(flags, WIDE)
    if flags:
        first = min(flags, key=lambda flag: (KINDS.index(flag.kind), flag.x))
        assert any((flag.kind, flag.x) == (first.kind, first.x) for flag in shown)


def test_a_slight_mark_beside_a_grave_one_is_counted_with_it() -> None:
    near = [
        Flag("open", 10, 1, "", "slight", "s", 1),
        Flag("critical", 11, 2, "", "grave", "g", 1),
    ]
    (shown,) = grouped(near, WIDE)
    assert (shown.kind, shown.x, shown.count, shown.title) == ("critical", 11, 2, "grave · slight")


def test_a_chat_over_days_is_drawn_without_its_pauses() -> None:
    said = talk(0, 60, 100_000)
    rows = turns(said, [u.text for u in said.utterances], {})
    drawn = strip(said, rows, {2: [Mark(2, 0, 1, "minor", "f", "t")]})
    assert drawn.is_sparse
    assert not drawn.timed
    assert {round(bar.width) for bar in drawn.bars} == {33}
    assert [flag.kind for flag in drawn.flags] == ["minor"]


def test_a_call_is_drawn_by_its_times() -> None:
    said = talk(0, 8, 20)
    drawn = strip(said, turns(said, [u.text for u in said.utterances], {}), {})
    assert drawn.timed
    assert not drawn.is_sparse


def test_turns_of_such_a_chat_are_told_by_the_clock_and_the_day() -> None:
    said = talk(0, 60, 100_000)
    rows = turns(said, [u.text for u in said.utterances], {})
    told = by_the_clock(rows, BEGAN, UTC)
    assert [turn.at for turn in told] == ["15:50", "15:51", "19:36"]
    second = (BEGAN + timedelta(days=1)).date()
    assert [turn.day for turn in told] == [BEGAN.date(), None, second]
