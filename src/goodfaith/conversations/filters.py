"""The filters of the list: read from the address, applied to what may be seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Annotated, Any, ClassVar, get_args

import msgspec
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from goodfaith.analysis.conversation import Channel, Purpose
from goodfaith.analysis.finding import SEVERITIES
from goodfaith.conversations.models import Conversation, Delivery, Revision
from goodfaith.conversations.models.conversation import ConversationQuerySet
from goodfaith.conversations.searching import words_of
from goodfaith.platform.web.filtering import Filters, RowId
from goodfaith.trust.viewing import Viewer

CHANNELS: tuple[str, ...] = get_args(Channel)
PURPOSES: tuple[str, ...] = get_args(Purpose)
PERIODS: Mapping[str, int] = {"today": 1, "7d": 7, "30d": 30, "90d": 90}
"""Periods that end today, in days."""

Score = Annotated[float, msgspec.Meta(ge=0, le=100)]

LOOK = "look"
"""The review state of a conversation in which something was found that a person may look at."""


class ConversationFilters(Filters, frozen=True):
    """What the list of conversations is narrowed to."""

    choices: ClassVar[Mapping[str, Iterable[str]]] = {
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
    checks: ClassVar = {"q": lambda text: bool(words_of(text))}
    phrases: ClassVar[Mapping[str, Any]] = {
        "q": _("says “%(value)s”"),
        "since": _("from %(value)s"),
        "until": _("to %(value)s"),
        "adviser": _("adviser %(value)s"),
        "score_from": _("score from %(value)s"),
        "score_to": _("score to %(value)s"),
        "delivery": _("delivery %(value)s"),
    }

    q: str = ""
    period: str = ""
    since: date | None = None
    until: date | None = None
    unit: RowId | None = None
    adviser: str = ""
    channel: str = ""
    purpose: str = ""
    rule: str = ""
    severity: str = ""
    score_from: Score | None = None
    score_to: Score | None = None
    review: str = ""
    state: str = ""
    delivery: RowId | None = None

    def days(self, today: date) -> tuple[date | None, date | None]:
        """First and last day, whichever way they were chosen."""
        if self.period:
            return today - timedelta(days=PERIODS[self.period] - 1), today
        return self.since, self.until


def narrowed(
    conversations: ConversationQuerySet, filters: ConversationFilters, today: date, viewer: Viewer
) -> ConversationQuerySet:
    """What of `conversations` the filters leave, but for the words: see `word_search`."""
    return conversations.filter(*_conditions(filters, today, viewer))


def _conditions(filters: ConversationFilters, today: date, viewer: Viewer) -> Iterator[Q]:
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
