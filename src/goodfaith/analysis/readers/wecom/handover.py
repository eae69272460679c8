"""Customers handed over by somebody who left, as they concern one chat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

import msgspec

from goodfaith.analysis.readers.wecom.order import Sent
from goodfaith.analysis.readers.wecom.threads import milliseconds_of
from goodfaith.analysis.readers.wecom_options import WecomOptions


class Handover(msgspec.Struct, frozen=True):
    """A handing over in a chat; `history_missing`: nothing of the leaver's time is archived."""

    leaver: str
    successor: str
    at: int
    history_missing: bool

    def with_history(self) -> Handover:
        """The same, once a session of the chat has told that history is missing."""
        return msgspec.structs.replace(self, history_missing=False)


def handovers(sent: Sequence[Sent], options: WecomOptions, zone: tzinfo) -> list[Handover]:
    """Return the handings over of customers of this chat, in order of time."""
    members = {id_ for one in sent for id_ in one.message.members}
    found = []
    for one in options.inherited:
        at = milliseconds_of(one.at, zone)
        if one.customer in members and one.to_adviser in members:
            before = any(
                sender.message.at < at and one.from_adviser in sender.message.members
                for sender in sent
            )
            found.append(Handover(one.from_adviser, one.to_adviser, at, not before))
    return sorted(found, key=lambda handover: (handover.at, handover.leaver, handover.successor))
