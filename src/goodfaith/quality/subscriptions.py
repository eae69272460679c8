"""What this room does when something happens."""

from __future__ import annotations

from goodfaith.quality.cases import subscriptions as cases

__all__ = ["cases"]
