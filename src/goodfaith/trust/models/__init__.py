"""State of the people who work here."""

from goodfaith.trust.models.ledger import LedgerEntry
from goodfaith.trust.models.organisation import Level, Placement, Unit, UnitPosition
from goodfaith.trust.models.people import Assignment, Licence, Staff
from goodfaith.trust.models.tokens import ApiToken

__all__ = [
    "ApiToken",
    "Assignment",
    "LedgerEntry",
    "Level",
    "Licence",
    "Placement",
    "Staff",
    "Unit",
    "UnitPosition",
]
