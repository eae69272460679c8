"""An event: a fact in the past tense, with ids and codes."""

from __future__ import annotations

from typing import ClassVar

import msgspec


class Event(msgspec.Struct, frozen=True):
    """What all events have. `kind` is the event's name for ever, like `conversations.received`.

    Its members go into the database as JSON: ids, codes, moments; never what people said.
    """

    kind: ClassVar[str] = ""

    @property
    def aggregate(self) -> str:
        """The thing whose events keep their order, like `conversation:17`; empty for none."""
        return ""
