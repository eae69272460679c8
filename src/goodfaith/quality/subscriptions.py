"""What this room does when something happens."""

from __future__ import annotations

from goodfaith.quality.cases import subscriptions as cases
from goodfaith.quality.outcome import subscriptions as outcome
from goodfaith.quality.queue import subscriptions as queue
from goodfaith.quality.versions import subscriptions as versions

__all__ = ["cases", "outcome", "queue", "versions"]
