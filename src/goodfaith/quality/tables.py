"""The room's tables."""

from __future__ import annotations

from goodfaith.quality.cases.tables import TABLES as _CASES
from goodfaith.quality.overview.tables import TABLES as _OVERVIEW

TABLES = (*_CASES, *_OVERVIEW)
