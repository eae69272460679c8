"""Background work of cases: thin, in batches, each of which may run twice."""

from __future__ import annotations

from django.utils import timezone

from goodfaith.platform.events import job, periodic
from goodfaith.quality.cases.clock import AT_ONCE as DUE_AT_ONCE
from goodfaith.quality.cases.clock import look_at_due
from goodfaith.quality.cases.looking import AT_ONCE, look_at_waiting


@job("quality.look_at_cases", lock="quality.look_at_cases")
def look_at_cases() -> None:
    """A batch of what has changed; asks for the next."""
    if look_at_waiting(now=timezone.now()) == AT_ONCE:
        look_at_cases.once()


@job("quality.look_at_due", lock="quality.look_at_cases")
def look_at_due_cases() -> None:
    """A batch of what time has changed; asks for the next."""
    if look_at_due(now=timezone.now()) == DUE_AT_ONCE:
        look_at_due_cases.once()


@periodic("*/5 * * * *", "quality.look_at_the_clock")
def look_at_the_clock() -> None:
    """Time passes without anything happening."""
    look_at_due_cases.once()
