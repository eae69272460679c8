"""Business facts: policies, callbacks, complaints and what else the insurer's systems know."""

from goodfaith.analysis.facts.book import FactBook
from goodfaith.analysis.facts.fact import Fact, FactSet, Happening, hash_of
from goodfaith.analysis.facts.reader import read_facts
from goodfaith.analysis.facts.schema import facts_schema
from goodfaith.analysis.facts.scopes import CustomerFacts, SaleFacts

__all__ = [
    "CustomerFacts",
    "Fact",
    "FactBook",
    "FactSet",
    "Happening",
    "SaleFacts",
    "facts_schema",
    "hash_of",
    "read_facts",
]
