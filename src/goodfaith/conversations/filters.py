"""The filters of the list: read from the address, said as chips, applied to what may be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, get_args
from urllib.parse import urlencode

import msgspec
from django.db.models import Q
from django.http import QueryDict

from goodfaith.analysis.conversation import Channel, Purpose
from goodfaith.analysis.finding import SEVERITIES
from goodfaith.conversations.models import Conversation, Delivery, Revision
from goodfaith.conversations.models.conversation import ConversationQuerySet
from goodfaith.conversations.searching import words_of
from goodfaith.trust.viewing import Viewer

CHANNELS: tuple[str, ...] = get_args(Channel)
PURPOSES: tuple[str, ...] = get_args(Purpose)
PERIODS: Mapping[str, int] = {"today": 1, "7d": 7, "30d": 30, "90d": 90}
"""Periods that end today, in days."""

LOOK = "look"
"""The review state of a conversation in which something was found that a person may look at."""


class Filters(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the list is narrowed to; each member by its name in the address, empty for no limit.

    `problems` names the members whose value could not be used.
    """

    q: str = ""
    period: str = ""
    since: date | None = None
    until: date | None = None
    unit: int | None = None
    adviser: str = ""
    channel: str = ""
    purpose: str = ""
    rule: str = ""
    doubt: str = ""
    severity: str = ""
    score_from: float | None = None
    score_to: float | None = None
    review: str = ""
    state: str = ""
    delivery: int | None = None
    problems: tuple[str, ...] = ()

    @property
    def active(self) -> dict[str, str]:
        """The members that limit something, as they stand in the address."""
        values = msgspec.to_builtins(self)
        values.pop("problems", None)
        return {name: str(value) for name, value in values.items() if value not in ("", None)}

    def without(self, *names: str) -> str:
        """The address's query without some members."""
        return urlencode({k: v for k, v in self.active.items() if k not in names})

    def days(self, today: date) -> tuple[date | None, date | None]:
        """First and last day, whichever way they were chosen."""
        if self.period:
            return today - timedelta(days=PERIODS[self.period] - 1), today
        return self.since, self.until


_CHOICES: Mapping[str, Iterable[str]] = {
    "period": PERIODS,
    "channel": CHANNELS,
    "purpose": PURPOSES,
    "severity": SEVERITIES,
    "review": (
        LOOK,
        "violated",
        "undecidable",
        Conversation.Review.OPEN,
        Conversation.Review.CLEAR,
    ),
    "state": Conversation.State.values,
}
_PARSED: Mapping[str, Callable[[str], Any]] = {
    "since": date.fromisoformat,
    "until": date.fromisoformat,
    "unit": int,
    "delivery": int,
    "score_from": float,
    "score_to": float,
}
_LONGEST = 200


def read_filters(given: QueryDict) -> Filters:
    """Whatever cannot be used is left out and named in `problems`."""
    values: dict[str, Any] = {}
    problems = []
    for name in Filters.__struct_fields__:
        text = given.get(name, "").strip().replace("\0", "")[:_LONGEST]
        if not text or name == "problems":
            continue
        try:
            values[name] = _read(name, text)
        except ValueError:
            problems.append(name)
    return Filters(**values, problems=tuple(problems))


def _read(name: str, text: str) -> Any:
    if name in _CHOICES and text not in _CHOICES[name]:
        raise ValueError(name)
    value = _PARSED[name](text) if name in _PARSED else text
    if isinstance(value, int) and not 0 < value < 1 << 63:
        raise ValueError(name)
    if isinstance(value, float) and not 0 <= value <= 100:
        raise ValueError(name)
    if name == "q" and not words_of(text):
        raise ValueError(name)
    return value


def narrowed(
    conversations: ConversationQuerySet, filters: Filters, today: date, viewer: Viewer
) -> ConversationQuerySet:
    """What of `conversations` the filters leave, but for the words: see `word_search`."""
    return conversations.filter(*_conditions(filters, today, viewer))


def _conditions(filters: Filters, today: date, viewer: Viewer) -> Iterator[Q]:
    first, last = filters.days(today)
    yield from _given(day__gte=first, day__lte=last)
    yield from _given(channel=filters.channel, purpose=filters.purpose, state=filters.state)
    yield from _given(score__gte=filters.score_from, score__lte=filters.score_to)
    if filters.unit is not None:
        yield Q(unit_path__contains=[filters.unit])
    if filters.adviser:
        named = Q(adviser__name__icontains=filters.adviser)
        yield Q(adviser_number=filters.adviser) | named
    if filters.rule:
        yield Q(violated__contains=[filters.rule])
    if filters.doubt:
        yield Q(undecidable__contains=[filters.doubt])
    if filters.severity:
        yield Q(worst=SEVERITIES.index(filters.severity))
    yield from _reviewed(filters.review)
    if filters.delivery is not None:
        seen = Delivery.objects.visible_to(viewer).filter(pk=filters.delivery)
        came = Revision.objects.filter(delivery__in=seen)
        yield Q(pk__in=came.values("conversation_id"))


def _given(**conditions: Any) -> Iterator[Q]:
    for name, value in conditions.items():
        if value not in ("", None):
            yield Q(**{name: value})


def _reviewed(review: str) -> Iterator[Q]:
    if review == LOOK:
        yield Q(worst__isnull=False) | Q(review=Conversation.Review.OPEN)
    elif review == "violated":
        yield Q(worst__isnull=False)
    elif review == "undecidable":
        yield ~Q(undecidable=[])
    elif review:
        yield Q(review=review)
