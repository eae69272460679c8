"""Which chat a message belongs to: a group by its id, two people by both of their ids.

What a successor writes to an inherited customer from the handing over on belongs to the chat the
leaver had; what the two wrote to each other before stays a chat of its own.
"""

from __future__ import annotations

from datetime import datetime, tzinfo

import msgspec

from goodfaith.analysis.readers.wecom.message import Message
from goodfaith.analysis.readers.wecom_options import Inheritance


class Threads:
    """Names chats under the customers that were handed over."""

    def __init__(self, inherited: tuple[Inheritance, ...], zone: tzinfo) -> None:
        self._by_successor: dict[tuple[str, str], list[tuple[int, str]]] = {}
        for one in inherited:
            key = one.customer, one.to_adviser
            moment = milliseconds_of(one.at, zone), one.from_adviser
            self._by_successor.setdefault(key, []).append(moment)

    def placed(self, message: Message) -> Message:
        """Return the message with its thread."""
        if message.room:
            return msgspec.structs.replace(message, thread=message.room)
        members = sorted(message.members)
        if len(members) == 2:
            first, second = members
            members = sorted(
                [
                    self._root(second, first, message.at),
                    self._root(first, second, message.at),
                ]
            )
        return msgspec.structs.replace(message, thread="|".join(members))

    def _root(self, customer: str, adviser: str, at: int) -> str:
        """Return who had the customer first of all who handed over to `adviser` until `at`."""
        seen = {adviser}
        while True:
            handed = self._by_successor.get((customer, adviser), ())
            before = [leaver for since, leaver in handed if since <= at and leaver not in seen]
            if not before:
                return adviser
            adviser = min(before)
            seen.add(adviser)


def milliseconds_of(moment: datetime, zone: tzinfo) -> int:
    """Milliseconds since 1970; a naive moment is local time."""
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)
    return round(aware.timestamp() * 1000)
