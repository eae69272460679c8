"""What a changed rulebook would add, lose and change on stored conversations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import msgspec

from goodfaith.analysis.finding import Finding
from goodfaith.batch.comparing import JUDGED, Difference, differences, violated_only
from goodfaith.batch.plan import Plan
from goodfaith.batch.run import Progress
from goodfaith.batch.running import completed, findings_of

EXAMPLES_A_RULE = 3


class Moved(msgspec.Struct, frozen=True):
    """How many violations of a rule, adviser or team were gained, lost and changed."""

    name: str
    gained: int
    lost: int
    changed: int


class Shown(msgspec.Struct, frozen=True):
    """One difference to look at, with the words it rests on."""

    how: str
    rule: str
    about: str
    quotes: tuple[str, ...]


class Backtest(msgspec.Struct, frozen=True):
    """Differences between the violations that two rulebooks find in the same conversations."""

    conversations: int
    gained: int
    lost: int
    changed: int
    rules: tuple[Moved, ...]
    advisers: tuple[Moved, ...]
    teams: tuple[Moved, ...]
    examples: tuple[Shown, ...]


def backtest(old: Plan, new: Plan, watch: Callable[[Progress], None] = lambda _: None) -> Backtest:
    """Judge the same inputs by both rulebooks and compare the violations."""
    with completed(old, watch) as done:
        before = list(violated_only(findings_of(done)))
    with completed(new, watch) as done:
        after = list(violated_only(findings_of(done)))
        conversations, _ = done.spool.size()
    found = list(differences(before, after, JUDGED))
    count = Counter(difference.how for difference in found)
    return Backtest(
        conversations=conversations,
        gained=count["gained"],
        lost=count["lost"],
        changed=count["changed"],
        rules=_moved(found, "rule"),
        advisers=_moved(found, "adviser"),
        teams=_moved(found, "team"),
        examples=tuple(_examples(found)),
    )


def _moved(found: Iterable[Difference], member: str) -> tuple[Moved, ...]:
    counts: dict[str, Counter[str]] = {}
    for difference in found:
        if name := getattr(difference.either, member):
            counts.setdefault(name, Counter())[difference.how] += 1
    moved = [Moved(name, c["gained"], c["lost"], c["changed"]) for name, c in counts.items()]
    return tuple(sorted(moved, key=lambda m: (-(m.gained + m.lost + m.changed), m.name)))


def _examples(found: Iterable[Difference]) -> list[Shown]:
    shown: Counter[tuple[str, str]] = Counter()
    examples = []
    for difference in found:
        finding = difference.either
        shown[finding.rule, difference.how] += 1
        if shown[finding.rule, difference.how] <= EXAMPLES_A_RULE:
            examples.append(_shown(difference.how, finding))
    return examples


def _shown(how: str, finding: Finding) -> Shown:
    about = finding.sale or finding.customer or finding.conversation
    return Shown(how, finding.rule, about, tuple(e.text for e in finding.evidence[:3]))
