"""State of the people who work here."""

from goodfaith.trust.models.ledger import LedgerEntry
from goodfaith.trust.models.organisation import (
    Level,
    OrganisationVersion,
    Placement,
    Unit,
    UnitPosition,
)
from goodfaith.trust.models.people import Assignment, Licence, Staff
from goodfaith.trust.models.private import PrivateSpans, Unmasking
from goodfaith.trust.models.sign_ins import SignIn
from goodfaith.trust.models.tokens import ApiToken

__all__ = [
    "ApiToken",
    "Assignment",
    "LedgerEntry",
    "Level",
    "Licence",
    "OrganisationVersion",
    "Placement",
    "PrivateSpans",
    "SignIn",
    "Staff",
    "Unit",
    "UnitPosition",
    "Unmasking",
]
