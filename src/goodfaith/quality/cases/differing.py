"""What one judgement of a case says that another does not. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from goodfaith.analysis.finding import VIOLATED
from goodfaith.conversations.reading import Difference

Group = Mapping[str, Any]
"""A rule's group of findings, as a `Judgement` keeps it."""


def difference_of(old: Sequence[Group], new: Sequence[Group]) -> Difference:
    """By rule, worst verdicts against each other; of evidence the words and who said them count."""
    before, after = _violated(old), _violated(new)
    unsure_before, unsure_after = _undecidable(old), _undecidable(new)
    both = before.keys() & after.keys()
    return Difference(
        gained=tuple(sorted(after.keys() - before.keys())),
        lost=tuple(sorted(before.keys() - after.keys())),
        rested_on_other_words=tuple(sorted(r for r in both if before[r] != after[r])),
        decided=tuple(sorted(unsure_before - unsure_after)),
        undecided=tuple(sorted(unsure_after - unsure_before)),
    )


def lapsed(new: Sequence[Group], gained: Iterable[str], since: date) -> tuple[str, ...]:
    """Of the rules newly violated those of which only a deadline ran out, that was open `since`.

    Nothing that was looked at then has changed: time has passed.
    """
    by_rule = {group["rule"]: group for group in new}
    return tuple(rule for rule in gained if rule in by_rule and _lapsed(by_rule[rule], since))


def _lapsed(group: Group, since: date) -> bool:
    broken = [f for f in group["findings"] if f["verdict"] == VIOLATED]
    return bool(broken) and all(_ran_out(finding, since) for finding in broken)


def _ran_out(finding: Mapping[str, Any], since: date) -> bool:
    days = list(_due_days(finding))
    return bool(days) and max(days) >= since


def _due_days(finding: Mapping[str, Any]) -> Iterator[date]:
    for because in finding.get("because", ()):
        if because.get("code") in ("not_happened", "not_heard"):
            for text in because.get("missing", ()):
                yield date.fromisoformat(text)


def _violated(groups: Sequence[Group]) -> dict[str, list[tuple[str, str]]]:
    return {g["rule"]: sorted(_words(g)) for g in groups if g["verdict"] == VIOLATED}


def _undecidable(groups: Sequence[Group]) -> set[str]:
    return {g["rule"] for g in groups if g["verdict"] == "undecidable"}


def _words(group: Group) -> Iterator[tuple[str, str]]:
    for finding in group["findings"]:
        if finding["verdict"] == VIOLATED:
            for one in finding.get("evidence") or ():
                yield one.get("role", ""), one.get("text", "")
