"""Which kinds of records a file may hold: the business facts of the field dictionary."""

from __future__ import annotations

from goodfaith.analysis.fields import Kind, load_dictionary

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("sales", ("product", "application", "policy", "applicant", "insured", "customer",
               "premium_payment", "receipt", "dual_recording", "suitability", "commission")),
    ("after", ("callback", "complaint", "surrender", "policy_loan", "claim", "notice")),
    ("rules", ("stop_sale", "price_change", "do_not_call", "refusal", "material")),
    ("people", ("adviser", "leaver", "device")),
    ("talk", ("dialler_record", "recording", "conversation", "link")),
)  # fmt: skip
"""As they are offered to choose from."""


def kind_named(name: str) -> Kind:
    """Raises `KeyError` for a kind that nobody knows."""
    return load_dictionary().kinds[name]


def importable() -> dict[str, Kind]:
    """The kinds a file may hold, in the order of the dictionary."""
    kinds = load_dictionary().kinds
    return {
        name: kind for name, kind in kinds.items() if kind.made_by == "source" and name != "source"
    }
