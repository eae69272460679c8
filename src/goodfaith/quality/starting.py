"""What this room sees to once the tables are there."""

from __future__ import annotations

from django.utils import timezone

from goodfaith.quality.shipped import publish_shipped_rulebook
from goodfaith.quality.versions.adopting import adopt_editions


def prepare() -> None:
    """An installation without a rulebook judges by the one that ships, its version 1."""
    publish_shipped_rulebook(now=timezone.now())
    adopt_editions()
