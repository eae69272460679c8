"""The room's tables."""

from __future__ import annotations

from goodfaith.quality.cases.tables import TABLES as _CASES
from goodfaith.quality.outcome.tables import TABLES as _OUTCOME

TABLES = (*_CASES, *_OUTCOME)
