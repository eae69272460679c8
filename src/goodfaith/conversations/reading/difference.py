"""What one reading says that another does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec


class Difference(msgspec.Struct, frozen=True):
    """Rules by id, in order. `gained` are violated now and were not, `lost` the other way round.

    `rested_on_other_words` are violated in both, with other evidence; `decided` and `undecided`
    became or ceased to be decidable.
    """

    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    rested_on_other_words: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()

    @property
    def is_any(self) -> bool:
        return self != _NONE


_NONE = Difference()
Findings = Sequence[Mapping[str, Any]]


def difference(old: Findings, new: Findings) -> Difference:
    """Compare the findings of two readings, as a `Reading` keeps them.

    Both hold what is violated or undecidable; a rule in neither list was decided in its favour.
    Of evidence the words count and who said them, not where they stand.
    """
    before, after = _violated(old), _violated(new)
    unsure_before, unsure_after = _undecidable(old), _undecidable(new)
    both = before.keys() & after.keys()
    return Difference(
        gained=_in_order(after.keys() - before.keys()),
        lost=_in_order(before.keys() - after.keys()),
        rested_on_other_words=_in_order(rule for rule in both if before[rule] != after[rule]),
        decided=_in_order(unsure_before - unsure_after),
        undecided=_in_order(unsure_after - unsure_before),
    )


def _violated(findings: Findings) -> dict[str, list[tuple[str, str]]]:
    return {f["rule"]: _words(f) for f in findings if f["verdict"] == "violated"}


def _undecidable(findings: Findings) -> set[str]:
    return {f["rule"] for f in findings if f["verdict"] == "undecidable"}


def _words(finding: Mapping[str, Any]) -> list[tuple[str, str]]:
    evidence = finding.get("evidence") or ()
    return [(one.get("role", ""), one.get("text", "")) for one in evidence]


def _in_order(rules: Any) -> tuple[str, ...]:
    return tuple(sorted(rules))
