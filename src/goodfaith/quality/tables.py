"""The room's tables."""

from __future__ import annotations

from goodfaith.quality.cases.tables import TABLES as _CASES
from goodfaith.quality.outcome.tables import TABLES as _OUTCOME
from goodfaith.quality.queue.tables import TABLES as _QUEUE
from goodfaith.quality.review.tables import TABLES as _REVIEW

TABLES = (*_CASES, *_OUTCOME, *_QUEUE, *_REVIEW)
