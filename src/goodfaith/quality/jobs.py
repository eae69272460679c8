"""Background work of this room: what is named here is known to every worker."""

from __future__ import annotations

from goodfaith.quality.cases.jobs import look_at_cases, look_at_due_cases, look_at_the_clock

__all__ = ["look_at_cases", "look_at_due_cases", "look_at_the_clock"]
