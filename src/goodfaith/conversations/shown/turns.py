"""The transcript as rows: who spoke, when, with the words cut where something is marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo

import msgspec

from goodfaith.analysis.conversation import Attachment, Conversation, Gap, Utterance, side_of
from goodfaith.analysis.transcript import roles_of
from goodfaith.batch.report.words import phrase_or_code
from goodfaith.conversations.shown.clock import clock
from goodfaith.conversations.shown.language import told
from goodfaith.conversations.shown.marks import Mark, Piece, pieces

UNSURE = 0.6
"""Recognised with less confidence than this, words are shown faint."""


class Turn(msgspec.Struct, frozen=True):
    """One utterance. `lane` is `company`, `customer`, `other` or `unknown`.

    `continues` is true for what the one before goes on saying; `gaps` are what is missing before
    it. `silence` is the pause before it in whole seconds where it is a long one. `day` is told by
    the first turn of each day where the turns are told by the clock.
    """

    index: int
    lane: str
    role: str
    speaker: str
    pieces: tuple[Piece, ...]
    seconds: float | None = None
    end: float | None = None
    at: str = ""
    sent_at: datetime | None = None
    recalled_at: datetime | None = None
    attachments: tuple[Attachment, ...] = ()
    gaps: tuple[Gap, ...] = ()
    continues: bool = False
    silence: int = 0
    confidence: float | None = None
    day: date | None = None

    @property
    def is_unsure(self) -> bool:
        return self.confidence is not None and self.confidence < UNSURE


SILENCE = 8.0
"""Seconds of silence between two turns that the transcript tells."""


Covers = Mapping[int, Sequence[tuple[int, int, int]]]


def turns(
    conversation: Conversation,
    texts: Sequence[str],
    marks: Mapping[int, Sequence[Mark]],
    covers: Covers | None = None,
) -> list[Turn]:
    """One an utterance, in order. `texts` are what may be shown, as long as what is stored.

    `covers` has what is covered in each utterance: from, to, and the number of the value.
    """
    return list(_turns(conversation, texts, marks, covers or {}))


def _turns(
    conversation: Conversation,
    texts: Sequence[str],
    marks: Mapping[int, Sequence[Mark]],
    covers: Covers,
) -> Iterator[Turn]:
    roles = roles_of(conversation)
    names = _speakers(conversation, roles)
    gaps = _gaps_before(conversation)
    before: Utterance | None = None
    for index, (utterance, text) in enumerate(zip(conversation.utterances, texts, strict=True)):
        same = before is not None and before.participant == utterance.participant
        yield Turn(
            index=index,
            lane=side_of(roles[index]),
            role=roles[index],
            speaker=names[index],
            pieces=tuple(
                pieces(text, marks.get(index, ()), list(unsure(utterance)), covers.get(index, ()))
            ),
            seconds=utterance.start,
            end=utterance.end,
            at=clock(utterance.start),
            sent_at=utterance.sent_at,
            recalled_at=utterance.recalled_at,
            attachments=utterance.attachments,
            gaps=tuple(gaps.get(index, ())),
            continues=same and index not in gaps,
            silence=_silence(before, utterance),
            confidence=utterance.confidence,
        )
        before = utterance


def by_the_clock(rows: Sequence[Turn], began_at: datetime, zone: tzinfo) -> list[Turn]:
    """The turns of a chat that goes over hours: with the time of the day instead of a place."""
    told_days: set[date] = set()
    shown = []
    for turn in rows:
        at = turn.sent_at or began_at + timedelta(seconds=turn.seconds or 0.0)
        at = at.astimezone(zone)
        day = None if at.date() in told_days else at.date()
        told_days.add(at.date())
        shown.append(msgspec.structs.replace(turn, at=f"{at:%H:%M}", day=day))
    return shown


def role_name(role: str) -> str:
    """What a role is called in the language of the page."""
    return told(phrase_or_code("role", role), role)


def unsure(utterance: Utterance) -> Iterator[tuple[int, int]]:
    """The code points that were recognised with too little confidence."""
    if utterance.confidences is None:
        if utterance.confidence is not None and utterance.confidence < UNSURE:
            yield 0, len(utterance.text)
        return
    start: int | None = None
    for at, confidence in enumerate((*utterance.confidences, 1.0)):
        if confidence < UNSURE and start is None:
            start = at
        elif confidence >= UNSURE and start is not None:
            yield start, at
            start = None


def _speakers(conversation: Conversation, roles: Sequence[str]) -> list[str]:
    """Roles in words; numbered where two people of one role take part."""
    people: dict[str, list[str | None]] = {}
    for utterance, role in zip(conversation.utterances, roles, strict=True):
        own = people.setdefault(role, [])
        if utterance.participant not in own:
            own.append(utterance.participant)
    found = []
    for utterance, role in zip(conversation.utterances, roles, strict=True):
        number = people[role].index(utterance.participant) + 1
        several = len(people[role]) > 1 and role != "unknown"
        found.append(f"{role_name(role)} {number}" if several else role_name(role))
    return found


def _gaps_before(conversation: Conversation) -> dict[int, list[Gap]]:
    """Gaps by the utterance that follows; those at the end are by the number of utterances."""
    found: dict[int, list[Gap]] = {}
    starts = [u.start for u in conversation.utterances]
    for gap in conversation.gaps:
        after = (i for i, at in enumerate(starts) if at is not None and at >= gap.start)
        found.setdefault(next(after, len(starts)), []).append(gap)
    return found


def gaps_at_end(conversation: Conversation) -> tuple[Gap, ...]:
    """What is missing behind the last utterance."""
    return tuple(_gaps_before(conversation).get(len(conversation.utterances), ()))


def _silence(before: Utterance | None, utterance: Utterance) -> int:
    if before is None or before.end is None or utterance.start is None:
        return 0
    pause = utterance.start - before.end
    return int(pause) if pause >= SILENCE else 0
