"""What was heard in one conversation, without its text: enough to judge a sale or a customer.

Conversations are scanned once, where they are read; what rules need of them later (across
conversations, when a fact arrives or a deadline passes) is this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import msgspec

from goodfaith.analysis.conversation import Conversation, Scalar
from goodfaith.analysis.finding import Mention
from goodfaith.analysis.fingerprint import transcript_hash
from goodfaith.analysis.numbers import NumberSpan, as_date
from goodfaith.analysis.transcript import Transcript, transcribe


class Spoken(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A mention with its place among the turns, and its quotation.

    A gap in the recording is a Spoken without a point whose `doubt` is gap: anything may have
    been said there. `moment` is the clock time, or the start of the conversation where utterances
    have no times, or None.
    """

    conversation: str
    utterance: int
    start: int = 0
    end: int = 0
    point: str = ""
    text: str = ""
    turn: int = 0
    company_turn: int = 0
    customer_turn: int = 0
    seconds: float | None = None
    moment: datetime | None = None
    participant: str = ""
    role: str = ""
    doubt: str = ""
    value: float | str | None = None


class Heard(msgspec.Struct, frozen=True, omit_defaults=True):
    """One conversation as rules see it. `missing` marks one that took place but is not there."""

    conversation: str
    transcript: str = ""
    started_at: datetime | None = None
    spoken: tuple[Spoken, ...] = ()
    gaps: tuple[Spoken, ...] = ()
    fields: dict[str, Scalar] = {}
    channel: str = ""
    direction: str = ""
    purpose: str = ""
    result: str = ""
    customer: str = ""
    adviser: str = ""
    team: str = ""
    applications: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    speakers: str = "stated"
    duration: float | None = None
    turns: int = 0
    company_turns: int = 0
    customer_turns: int = 0
    missing: bool = False

    @property
    def order(self) -> tuple[bool, float, str]:
        """Sort key: by start, those without one last, then by id."""
        at = self.started_at
        return at is None, at.timestamp() if at else 0.0, self.conversation


def listen(
    conversation: Conversation,
    mentions: Iterable[Mention],
    transcript: Transcript | None = None,
) -> Heard:
    """Put the mentions of a conversation in their places; `transcript` where there is one."""
    transcript = transcript or transcribe(conversation)
    sides = (transcript.company_turns, transcript.customer_turns)
    company, customer = (counts[-1] if counts else 0 for counts in sides)
    return Heard(
        conversation=conversation.id,
        transcript=transcript_hash(conversation),
        started_at=conversation.started_at,
        spoken=tuple(_every_spoken(conversation, transcript, mentions)),
        gaps=tuple(_gaps(conversation, transcript)),
        fields=conversation.fields,
        channel=conversation.channel,
        direction=conversation.direction or "",
        purpose=conversation.purpose or "",
        result=conversation.result or "",
        customer=conversation.customer,
        adviser=conversation.adviser,
        team=conversation.team,
        applications=conversation.applications,
        policies=conversation.policies,
        speakers=conversation.speakers,
        duration=conversation.duration or _last_moment(conversation),
        turns=transcript.turn_count,
        company_turns=company,
        customer_turns=customer,
    )


def _every_spoken(
    conversation: Conversation, transcript: Transcript, mentions: Iterable[Mention]
) -> Iterator[Spoken]:
    """Mentions come by utterance: what they have of it is looked up once."""
    before, moment, participant = -1, None, ""
    for mention in mentions:
        index = mention.utterance
        utterance = conversation.utterances[index]
        if index != before:
            before, participant = index, utterance.participant or ""
            moment = utterance.sent_at or _moment(conversation, utterance.start)
        yield Spoken(
            conversation=conversation.id,
            utterance=index,
            start=mention.start,
            end=mention.end,
            point=mention.point,
            text=utterance.text[mention.start : mention.end],
            turn=transcript.turns[index],
            company_turn=transcript.company_turns[index],
            customer_turn=transcript.customer_turns[index],
            seconds=utterance.start,
            moment=moment,
            participant=participant,
            role=transcript.roles[index],
            doubt=mention.doubt,
            value=None if mention.value is None else _value(conversation, mention),
        )


def _value(conversation: Conversation, mention: Mention) -> float | str | None:
    """A date heard becomes the day that is nearest to the conversation."""
    if mention.how != "date" or conversation.started_at is None or mention.value is None:
        return mention.value
    span = NumberSpan(mention.start, mention.end, "date", float(mention.value))
    day = as_date(span, conversation.started_at.date())
    return day.isoformat() if day else None


def _last_moment(conversation: Conversation) -> float | None:
    ends = [u.end if u.end is not None else u.start for u in conversation.utterances]
    return max((end for end in ends if end is not None), default=None)


def _moment(conversation: Conversation, seconds: float | None) -> datetime | None:
    if conversation.started_at is None:
        return None
    return conversation.started_at + timedelta(seconds=seconds or 0.0)


def _gaps(conversation: Conversation, transcript: Transcript) -> Iterator[Spoken]:
    for gap in conversation.gaps:
        index = _first_after(conversation, gap.start)
        before = max(index - 1, 0)
        known = bool(transcript.turns)
        yield Spoken(
            conversation=conversation.id,
            utterance=index,
            turn=transcript.turns[before] if known else 0,
            company_turn=transcript.company_turns[before] if known else 0,
            customer_turn=transcript.customer_turns[before] if known else 0,
            seconds=gap.start,
            moment=_moment(conversation, gap.start),
            doubt="gap",
        )


def _first_after(conversation: Conversation, seconds: float) -> int:
    """The first utterance that starts after the gap; without times the gap may be anywhere."""
    for index, utterance in enumerate(conversation.utterances):
        if utterance.start is not None and utterance.start >= seconds:
            return index
    return len(conversation.utterances)
