"""Cuts a chat into sessions.

A session ends where the silence before the next message is longer than `silence_seconds`, where
the local day changes and the silence is longer than `night_silence_seconds`, where a business
event lies between two messages (a message at the very moment of the event belongs to the session
behind it), and where a session would outgrow the bounds of a conversation.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

from goodfaith.analysis.readers.bounds import LONGEST_SECONDS, MOST_UTTERANCES
from goodfaith.analysis.readers.wecom.order import Sent
from goodfaith.analysis.readers.wecom.threads import milliseconds_of
from goodfaith.analysis.readers.wecom_options import WecomOptions

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def moment_of(milliseconds: int, zone: tzinfo) -> datetime:
    """Return a moment in its zone, exact to the millisecond."""
    return (_EPOCH + timedelta(milliseconds=milliseconds)).astimezone(zone)


class Knife:
    """Cuts the chats of one archive."""

    def __init__(self, options: WecomOptions, zone: tzinfo) -> None:
        self._options = options
        self._zone = zone

    def sessions(self, sent: Iterable[Sent], members: Iterable[str]) -> Iterator[list[Sent]]:
        """Yield the sessions of a chat between `members`; `sent` is in order."""
        events = self._events(set(members))
        session: list[Sent] = []
        latest = 0
        for one in sent:
            at = one.message.at
            if session and (self._ends(latest, at, events) or _is_full(session, at)):
                yield session
                session, latest = [], 0
            session.append(one)
            latest = max(latest, at)
        if session:
            yield session

    def _events(self, members: set[str]) -> list[int]:
        return sorted(
            milliseconds_of(event.at, self._zone)
            for event in self._options.events
            if not event.customer or event.customer in members
        )

    def _ends(self, before: int, at: int, events: Sequence[int]) -> bool:
        silence = (at - before) / 1000
        if silence > self._options.silence_seconds:
            return True
        if silence > self._options.night_silence_seconds and self._day(before) != self._day(at):
            return True
        return bisect_right(events, at) > bisect_right(events, before)

    def _day(self, milliseconds: int) -> date:
        return moment_of(milliseconds, self._zone).date()


def _is_full(session: Sequence[Sent], at: int) -> bool:
    too_long = at - session[0].message.at >= LONGEST_SECONDS * 1000
    return too_long or len(session) >= MOST_UTTERANCES
