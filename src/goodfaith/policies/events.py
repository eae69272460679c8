"""What happens to business facts."""

from __future__ import annotations

from typing import ClassVar

from goodfaith.platform.events import Event


class FactsReceived(Event, frozen=True):
    """Facts arrived or changed; `about` are the keys of what they belong to, like `policy:P1`."""

    kind: ClassVar[str] = "policies.facts_received"
    about: tuple[str, ...]
