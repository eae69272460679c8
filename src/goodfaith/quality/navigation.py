"""The room's entries in the navigation."""

from __future__ import annotations

from goodfaith.quality.cases.navigation import ENTRIES as _CASES
from goodfaith.quality.overview.navigation import ENTRIES as _OVERVIEW
from goodfaith.quality.versions.navigation import ENTRIES as _VERSIONS

ENTRIES = (*_CASES, *_OVERVIEW, *_VERSIONS)
