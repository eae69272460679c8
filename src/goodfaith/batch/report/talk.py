"""The quoted words in their place: the turns around them, who spoke and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from goodfaith.analysis.conversation import side_of
from goodfaith.analysis.finding import Evidence
from goodfaith.batch.desk import CONTEXT_TURNS, Turn
from goodfaith.batch.report.markup import (
    EMPTY,
    Markup,
    both,
    element,
    escape,
    together,
    word,
)
from goodfaith.batch.report.words import phrase_or_code
from goodfaith.batch.spool import Spool

LONGEST_TURN = 400
"""Code points of a turn that are shown; of a longer one the words around what is quoted."""
_AROUND = 150
_LONGEST_CUT = 1_200
_SIDES = {"company": "a", "customer": "c"}


def talk(spool: Spool, conversation: str, evidence: Sequence[Evidence], kind: str) -> Markup:
    """The turns around the evidence of one conversation, its words marked in that kind."""
    turns = _turns(spool, conversation, evidence)
    rows = []
    last: int | None = None
    for index in sorted(turns):
        if last is not None and index > last + 1:
            rows.append(_skipped(index - last - 1))
        quoted = [(e.start, e.end) for e in evidence if e.utterance == index]
        rows.append(_row(turns[index], quoted, kind))
        last = index
    return element("ol", *rows, class_="talk", lang="zh-CN")


def _turns(spool: Spool, conversation: str, evidence: Iterable[Evidence]) -> dict[int, Turn]:
    """By utterance. Where a run kept no context the quotation stands alone."""
    found: dict[int, Turn] = {}
    for quoted in evidence:
        for turn in spool.around(conversation, quoted.utterance, CONTEXT_TURNS):
            found[turn.utterance] = turn
    for quoted in evidence:
        if quoted.utterance not in found:
            text = quoted.text.rjust(quoted.end)
            found[quoted.utterance] = Turn(quoted.utterance, quoted.role, quoted.seconds, text)
    return found


def _skipped(count: int) -> Markup:
    return element("li", word("skipped", count=f"{count:,}"), class_="skipped")


def _row(turn: Turn, quoted: list[tuple[int, int]], kind: str) -> Markup:
    role = turn.role or "unknown"
    who = element("b", both(phrase_or_code("role", role)))
    side = _SIDES.get(side_of(role), "o")
    return element(
        "li",
        element("span", element("span", clock(turn), class_="at"), who, class_="who"),
        element("p", together(_marked(turn.text, merged(quoted), kind))),
        class_=f"{side} hit" if quoted else side,
    )


def clock(turn: Turn) -> Markup:
    """Minutes and seconds from the start; the number of the utterance where there are no times."""
    if turn.seconds is None:
        return word("turn", number=str(turn.utterance + 1))
    minutes, seconds = divmod(int(turn.seconds), 60)
    hours, minutes = divmod(minutes, 60)
    lead = f"{hours}:{minutes:02}" if hours else f"{minutes:02}"
    return escape(f"{lead}:{seconds:02}")


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those that touch or overlap as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _marked(text: str, spans: list[tuple[int, int]], kind: str) -> Iterator[Markup]:
    first, last = _shown(text, spans)
    yield escape("…") if first else EMPTY
    at = first
    for start, end in spans:
        start, end = max(start, at), min(end, last)
        if start < end:
            yield escape(text[at:start])
            yield element("mark", escape(text[start:end]), class_=kind)
            at = end
    yield escape(text[at:last])
    yield escape("…") if last < len(text) else EMPTY


def _shown(text: str, spans: list[tuple[int, int]]) -> tuple[int, int]:
    if len(text) <= LONGEST_TURN:
        return 0, len(text)
    if not spans:
        return 0, LONGEST_TURN // 2
    first = max(spans[0][0] - _AROUND, 0)
    return first, min(spans[-1][1] + _AROUND, first + _LONGEST_CUT, len(text))
