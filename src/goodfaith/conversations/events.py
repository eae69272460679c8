"""What happens to conversations."""

from __future__ import annotations

from typing import ClassVar

from goodfaith.platform.events import Event


class ConversationReceived(Event, frozen=True):
    """A conversation arrived, or a source sent it changed: `revision` waits to be read."""

    kind: ClassVar[str] = "conversations.received"
    conversation: int
    revision: int

    @property
    def aggregate(self) -> str:
        return f"conversation:{self.conversation}"


class ConversationCorrected(Event, frozen=True):
    """A person made `revision`, and waits for what is read in it."""

    kind: ClassVar[str] = "conversations.corrected"
    conversation: int
    revision: int

    @property
    def aggregate(self) -> str:
        return f"conversation:{self.conversation}"


class ConversationRead(Event, frozen=True):
    """There is a new reading; `previous` is the one that was current before, if any."""

    kind: ClassVar[str] = "conversations.read"
    conversation: int
    revision: int
    reading: int
    previous: int | None = None

    @property
    def aggregate(self) -> str:
        return f"conversation:{self.conversation}"


class EditionPublished(Event, frozen=True):
    """A rulebook came into being; conversations that waited for one can be read."""

    kind: ClassVar[str] = "conversations.edition_published"
    edition: int
