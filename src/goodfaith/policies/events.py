"""What happens to business facts."""

from __future__ import annotations

from typing import ClassVar

from goodfaith.platform.events import Event


class FactsReceived(Event, frozen=True):
    """Facts arrived or changed; `about` are the keys of what they belong to, like `policy:P1`.

    `in_bulk` says that there are many more: nobody waits for what follows from these.
    """

    kind: ClassVar[str] = "policies.facts_received"
    about: tuple[str, ...]
    in_bulk: bool = False
