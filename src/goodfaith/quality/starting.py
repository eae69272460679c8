"""What this room sees to once the tables are there."""

from __future__ import annotations

from django.utils import timezone

from goodfaith.quality.queue.plans import first_plan
from goodfaith.quality.shipped import publish_shipped_rulebook
from goodfaith.quality.versions.adopting import adopt_editions


def prepare() -> None:
    """An installation without a rulebook judges by the one that ships, its version 1.

    One without a sampling plan has all closed sales looked at.
    """
    publish_shipped_rulebook(now=timezone.now())
    adopt_editions()
    first_plan(now=timezone.now())
