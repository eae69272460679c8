"""The talk strip: a conversation as it went, from left to right, in percent of its width."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.finding import SEVERITIES
from goodfaith.analysis.measures import SILENCE_SECONDS
from goodfaith.conversations.shown.clock import clock
from goodfaith.conversations.shown.marks import OPEN, SAID, Mark
from goodfaith.conversations.shown.turns import Turn

LANE_HEIGHT = 14
LANE_STEP = 20
MARKS_HEIGHT = 18
MOST_LANES = 4
_LEAST_WIDTH = 0.15
SPARSE_RATE = 0.05
"""With less of its time spoken than this, a chat mostly, a strip by the clock is an empty one."""


class Bar(msgspec.Struct, frozen=True):
    """One utterance: `x`, `width` in percent, `y` in pixels."""

    turn: int
    lane: str
    x: float
    width: float
    y: int


class Lane(msgspec.Struct, frozen=True):
    name: str
    kind: str
    y: int
    share: float | None


class Flag(msgspec.Struct, frozen=True):
    """A mark on the strip, and how many stand in its place."""

    kind: str
    x: float
    turn: int
    at: str
    title: str
    finding: str
    count: int


class Blank(msgspec.Struct, frozen=True):
    """Nothing said, or nothing recorded, from `x` on."""

    x: float
    width: float
    seconds: int
    at: str
    reason: str = ""


class Tick(msgspec.Struct, frozen=True):
    at: str
    x: float


class Strip(msgspec.Struct, frozen=True):
    """The whole picture.

    `narrow_flags` are the flags where there is little width, `kinds` those of all flags, the
    gravest first. `timed` is false where a turn is as wide as it is long: the turns have no
    times, or, if it `is_sparse`, the pauses between them are most of it.
    """

    lanes: tuple[Lane, ...]
    bars: tuple[Bar, ...]
    flags: tuple[Flag, ...]
    narrow_flags: tuple[Flag, ...]
    kinds: tuple[str, ...]
    silences: tuple[Blank, ...]
    gaps: tuple[Blank, ...]
    ticks: tuple[Tick, ...]
    height: int
    timed: bool
    seconds: float
    is_sparse: bool

    @property
    def has_crowds(self) -> bool:
        """Whether a number stands beside one of the flags."""
        return any(flag.count > 1 for flag in self.flags)


def strip(
    conversation: Conversation, turns: Sequence[Turn], marks: Mapping[int, Sequence[Mark]]
) -> Strip:
    """Lay the turns out; an empty conversation has nothing on its strip."""
    spans, whole, timed = _spans(conversation, turns)
    is_sparse = timed and _spoken(spans) < SPARSE_RATE * whole
    if is_sparse:
        spans, whole, timed = *_spans_by_length(turns), False
    names = _lanes(turns)
    places = {name: place for place, name in enumerate(names)}
    last = len(names) - 1
    bars = tuple(
        Bar(
            t.index,
            t.lane,
            _percent(start, whole),
            max(_percent(end - start, whole), _LEAST_WIDTH),
            MARKS_HEIGHT + LANE_STEP * min(places.get((t.lane, t.speaker), last), last),
        )
        for t, (start, end) in zip(turns, spans, strict=True)
    )
    gaps = tuple(_gaps(conversation, whole)) if timed else ()
    found = _flags(turns, spans, whole, marks)
    return Strip(
        lanes=_named(names, turns, spans),
        bars=bars,
        flags=grouped(found, WIDE),
        narrow_flags=grouped(found, NARROW),
        kinds=tuple(kind for kind in _KINDS if any(flag.kind == kind for flag in found)),
        silences=tuple(_silences(spans, whole)) if timed else (),
        gaps=gaps,
        ticks=_ticks(whole) if timed else (),
        height=MARKS_HEIGHT + LANE_STEP * max(len(names), 1) + 2,
        timed=timed,
        seconds=whole if timed else 0.0,
        is_sparse=is_sparse,
    )


Spans = list[tuple[float, float]]


def _percent(part: float, whole: float) -> float:
    return round(100 * part / whole, 3) if whole else 0.0


def _spans(conversation: Conversation, turns: Sequence[Turn]) -> tuple[Spans, float, bool]:
    """Where each turn begins and ends, in seconds, or else in characters."""
    if turns and all(t.seconds is not None for t in turns):
        starts = [t.seconds or 0.0 for t in turns]
        nexts = [*starts[1:], conversation.duration or starts[-1] + 3.0]
        ends = [
            t.end if t.end is not None else max(start, min(after, start + 30.0))
            for t, start, after in zip(turns, starts, nexts, strict=True)
        ]
        spans = list(zip(starts, ends, strict=True))
        missing = [gap.end or gap.start for gap in conversation.gaps]
        return spans, max([conversation.duration or 0.0, *ends, *missing]) or 1.0, True
    return *_spans_by_length(turns), False


def _spans_by_length(turns: Sequence[Turn]) -> tuple[Spans, float]:
    """Where each turn begins and ends, in characters."""
    spans, reached = [], 0.0
    for turn in turns:
        length = float(sum(len(piece.text) for piece in turn.pieces)) or 1.0
        spans.append((reached, reached + length))
        reached += length
    return spans, reached


def _spoken(spans: Spans) -> float:
    return sum(max(0.0, end - start) for start, end in spans)


def _lanes(turns: Sequence[Turn]) -> list[tuple[str, str]]:
    """Company above, customers below, others in between; the quietest share the last lane."""
    order = {"company": 0, "other": 1, "unknown": 2, "customer": 3}
    said: dict[tuple[str, str], int] = {}
    for turn in turns:
        said[turn.lane, turn.speaker] = said.get((turn.lane, turn.speaker), 0) + 1
    loudest = sorted(said, key=lambda name: -said[name])[:MOST_LANES]
    return sorted(loudest, key=lambda name: (order[name[0]], -said[name]))


def _named(
    names: Sequence[tuple[str, str]], turns: Sequence[Turn], spans: Spans
) -> tuple[Lane, ...]:
    spoken: dict[tuple[str, str], float] = {}
    for turn, (start, end) in zip(turns, spans, strict=True):
        key = turn.lane, turn.speaker
        spoken[key] = spoken.get(key, 0.0) + max(0.0, end - start)
    whole = sum(spoken.values())
    return tuple(
        Lane(
            name,
            kind,
            MARKS_HEIGHT + LANE_STEP * place,
            spoken[kind, name] / whole if whole else None,
        )
        for place, (kind, name) in enumerate(names)
    )


def _flags(
    turns: Sequence[Turn], spans: Spans, whole: float, marks: Mapping[int, Sequence[Mark]]
) -> list[Flag]:
    """Every piece of evidence, by its place."""
    found: list[Flag] = []
    for turn, (start, end) in zip(turns, spans, strict=True):
        length = sum(len(piece.text) for piece in turn.pieces) or 1
        own = sorted((m for m in marks.get(turn.index, ()) if m.kind != SAID), key=_place)
        for mark in own:
            x = _percent(start + (end - start) * mark.start / length, whole)
            found.append(Flag(mark.kind, x, turn.index, turn.at, mark.title, mark.finding, 1))
    return found


def _place(mark: Mark) -> tuple[int, int]:
    return mark.start, mark.gravity


_KINDS = (*SEVERITIES, OPEN)
Reach = Mapping[str, float]
WIDE: Reach = dict(zip(_KINDS, (1.8, 1.8, 4, 4, 6), strict=True))
NARROW: Reach = dict(zip(_KINDS, (6, 6, 12, 12, 18), strict=True))
"""How far (percent) a mark of a kind has to be from others to stand by itself, on a desk and on a
phone: a shape and its number are 22 pixels wide, and what is slight gives way."""


def grouped(flags: Sequence[Flag], reach: Reach) -> tuple[Flag, ...]:
    """The gravest in their places, earliest first; what is too near to one is counted with it."""
    standing: list[Flag] = []
    for flag in sorted(flags, key=lambda f: (_KINDS.index(f.kind), f.x)):
        near = min(standing, key=lambda f: abs(f.x - flag.x), default=None)
        if near is None or abs(near.x - flag.x) >= reach[flag.kind]:
            standing.append(flag)
            continue
        titles = dict.fromkeys([*near.title.split(" · "), flag.title])
        standing[standing.index(near)] = msgspec.structs.replace(
            near, count=near.count + flag.count, title=" · ".join(titles)
        )
    return tuple(sorted(standing, key=lambda f: f.x))


def _silences(spans: Spans, whole: float) -> list[Blank]:
    found, reached = [], spans[0][1] if spans else 0.0
    for start, end in spans[1:]:
        if start - reached >= SILENCE_SECONDS:
            width = _percent(start - reached, whole)
            found.append(
                Blank(_percent(reached, whole), width, int(start - reached), clock(reached))
            )
        reached = max(reached, end)
    return found


def _gaps(conversation: Conversation, whole: float) -> list[Blank]:
    found = []
    for gap in conversation.gaps:
        end = whole if gap.end is None else gap.end
        width = max(_percent(end - gap.start, whole), _LEAST_WIDTH)
        at = clock(gap.start)
        found.append(Blank(_percent(gap.start, whole), width, int(end - gap.start), at, gap.reason))
    return found


def _ticks(whole: float) -> tuple[Tick, ...]:
    """Four to eight round moments."""
    steps = (10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
    step = next((s for s in steps if whole / s <= 8), 14400)
    return tuple(
        Tick(clock(at), _percent(at, whole)) for at in range(step, int(whole * 0.97), step)
    )
