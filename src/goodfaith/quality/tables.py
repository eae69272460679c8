"""The room's tables."""

from __future__ import annotations

from goodfaith.quality.cases.tables import TABLES as _CASES

TABLES = (*_CASES,)
