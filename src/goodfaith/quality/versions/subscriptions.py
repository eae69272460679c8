"""What becomes of rulebooks that are published by other means."""

from __future__ import annotations

from collections.abc import Sequence

from goodfaith.conversations.events import EditionPublished
from goodfaith.platform.events import subscriber
from goodfaith.quality.versions.adopting import adopt_editions


@subscriber("quality.adopt_editions", EditionPublished)
def adopt(events: Sequence[EditionPublished]) -> None:
    """A rulebook that was published by other means is a version as well."""
    adopt_editions()
