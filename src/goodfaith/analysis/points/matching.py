"""Where a candidate really matches inside one utterance's matching text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from goodfaith.analysis.conversation import Attachment
from goodfaith.analysis.folding import code_points, fold, from_code_points, sound
from goodfaith.analysis.numbers import NumberSpan, as_days, as_years, read_numbers
from goodfaith.analysis.points.listening import Candidate
from goodfaith.analysis.points.point import Near, NumberHeard, Point

_ENDS = {
    "clause": re.compile(r"[,;!?。…:\n ]"),
    "sentence": re.compile(r"[;!?。…\n]"),
    "utterance": None,
}


class Span(NamedTuple):
    """Code points `start` to `end`; `gaps` is what a pattern left open, `value` a number heard.

    `unsure`: it may well not be there.
    """

    start: int
    end: int
    how: str
    gaps: tuple[str, ...] = ()
    value: float | str | None = None
    unsure: bool = False


def spans_of_candidate(candidate: Candidate, text: str) -> list[Span]:
    """All matches of a candidate in an utterance's matching text, left to right."""
    first = candidate.pattern.compiled.search(text)
    return spans_from(first, candidate, text) if first else []


def spans_from(first: re.Match[str], candidate: Candidate, text: str) -> list[Span]:
    """The same, where the first match of its pattern is known."""
    search = candidate.pattern.compiled.search
    matches = [first]
    while following := search(text, matches[-1].end()):
        matches.append(following)
    if candidate.near:
        return [s for m in matches for s in _near(candidate.near, *m.span(), text)]
    if candidate.number:
        return [s for m in matches for s in _numbers(candidate.number, *m.span(), text)]
    how = candidate.how
    return [Span(m.start(), m.end(), how, m.groups("")) for m in matches]


def spans_of_sound(phrase: str, text: str) -> list[Span]:
    """Where something stands in an utterance's matching text that sounds like the phrase."""
    wanted = from_code_points(sound(code_points(fold(phrase))))
    heard = from_code_points(sound(code_points(text)))
    starts = (match.start() for match in re.finditer(f"(?={re.escape(wanted)})", heard))
    return [Span(start, start + len(wanted), "sound") for start in starts]


def sent_spans(point: Point, text: str, sent: Iterable[Attachment]) -> list[Span]:
    """One span over the whole text for each attachment of a kind the point asks for."""
    return [
        Span(0, len(text), "attachment", (), attachment.sha256 or None)
        for attachment in sent
        if attachment.kind in point.sends
    ]


def _near(near: Near, start: int, end: int, text: str) -> Iterator[Span]:
    """The first match decides the place; the nearest second one on either side completes it."""
    after = near.second_expression.search(text, end)
    if after and after.start() - end <= near.within and _together(near, text[end : after.start()]):
        yield Span(start, after.end(), "near", (text[end : after.start()],))
    elif not near.ordered:
        before = _last_before(near, text, start)
        between = text[before[1] : start] if before else ""
        if before and start - before[1] <= near.within and _together(near, between):
            yield Span(before[0], end, "near", (text[before[1] : start],))


def _together(near: Near, between: str) -> bool:
    ends = _ENDS[near.same]
    return ends is None or not ends.search(between)


def _last_before(near: Near, text: str, start: int) -> tuple[int, int] | None:
    last = None
    for match in near.second_expression.finditer(text, max(0, start - near.within - 120), start):
        last = match.span()
    return last


def _numbers(heard: NumberHeard, start: int, end: int, text: str) -> Iterator[Span]:
    """The number nearest to the word; of two equally near the one after it."""
    valued = [(number, _value(number, heard.kind)) for number in read_numbers(text)]
    near = [
        (_distance(number, start, end), number.start < start, number, value)
        for number, value in valued
        if value is not None and _distance(number, start, end) <= heard.within
    ]
    if near:
        _, _, number, value = min(near, key=lambda found: found[:2])
        how = "date" if number.kind == "date" else "number"
        gap = text[min(end, number.end) : max(start, number.start)]
        yield Span(min(start, number.start), max(end, number.end), how, (gap,), value)


def _value(number: NumberSpan, kind: str) -> float | str | None:
    """The number as the kind asked for: lengths of time convert, digits stay a text."""
    if kind == "days" and number.kind in ("days", "months"):
        return as_days(number)
    if kind == "years" and number.kind in ("years", "months", "lifelong"):
        return as_years(number)
    if kind != number.kind:
        return None
    return number.digits if kind == "digits" else number.value


def _distance(number: NumberSpan, start: int, end: int) -> int:
    return max(number.start - end, start - number.end, 0)
