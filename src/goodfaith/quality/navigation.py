"""The room's entries in the navigation."""

from __future__ import annotations

from goodfaith.quality.cases.navigation import ENTRIES as _CASES
from goodfaith.quality.outcome.navigation import ENTRIES as _OUTCOME
from goodfaith.quality.queue.navigation import ENTRIES as _QUEUE
from goodfaith.quality.queue.navigation import FIRST_PAGES
from goodfaith.quality.review.navigation import ENTRIES as _REVIEW
from goodfaith.quality.versions.navigation import ENTRIES as _VERSIONS

ENTRIES = (*_CASES, *_OUTCOME, *_QUEUE, *_REVIEW, *_VERSIONS)
__all__ = ["ENTRIES", "FIRST_PAGES"]
