"""The room's state: facts with their history, imports, saved mappings."""

from goodfaith.policies.models.facts import FactRecord, FactVersion
from goodfaith.policies.models.imports import FactImport, ImportChange, RefusedRow, SavedMapping
from goodfaith.policies.models.readiness import SourceCount

__all__ = [
    "FactImport",
    "FactRecord",
    "FactVersion",
    "ImportChange",
    "RefusedRow",
    "SavedMapping",
    "SourceCount",
]
