"""Which names are business facts, so that a reader keeps them and ignores the rest."""

from __future__ import annotations

import math
from datetime import date, time
from functools import cache

from goodfaith.analysis.conversation import Scalar
from goodfaith.analysis.fields import ValueInvalid, load_dictionary, parse_value
from goodfaith.analysis.readers.bounds import LONGEST_FIELD
from goodfaith.analysis.readers.options import ReadOptions
from goodfaith.analysis.readers.report import Unfit
from goodfaith.analysis.readers.storable import storable


def known_fields(options: ReadOptions) -> frozenset[str]:
    """The names the options give, or those of the field dictionary.

    What the conversation itself tells (`call.…`) is not among them: it has members of its own.
    """
    return _dictionary() if options.known_fields is None else options.known_fields


@cache
def _dictionary() -> frozenset[str]:
    dictionary = load_dictionary()
    return frozenset(
        name
        for name, field in dictionary.fields.items()
        if dictionary.kinds[field.kind].made_by != "conversation"
    )


def named_fact(name: str, value: object, options: ReadOptions) -> Scalar:
    """A business fact as the field dictionary types it; days and moments as ISO 8601 text."""
    field = load_dictionary().fields.get(name)
    if field is None:
        return fact(value)
    try:
        typed = parse_value(field, value, options.zone)
    except ValueInvalid as invalid:
        raise Unfit(invalid.expected) from None
    return typed.isoformat() if isinstance(typed, date | time) else typed


def fact(value: object) -> Scalar:
    """A business fact as it stands: true or false, a finite number, a text of bounded length."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int) and -(2**63) <= value < 2**63:
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, str) and len(value) <= LONGEST_FIELD:
        return storable(value)
    raise Unfit("a number, a text, true or false")
