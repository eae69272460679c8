"""Counting one day's cases and conversations by unit, channel, product type and rule. Pure.

What a number means, of cases (c) and of conversations (t):
`total` all; `judged` c that have a judgement, t that belong to a case that has one; `reviewed`
c that a person has concluded, t that belong to one; `critical` … `note` by the gravest violation;
`upheld` c with a violation that people confirmed, `undecided` c with one nobody has decided on;
`doubtful` with something undecidable; `read` t with words that were read, `silent` t without
words, `failed` t that could not be read, `waiting` the other t.
Of findings: `violated` and `undecidable` as found; `confirmed`, `dismissed`, `unclear` what stands
of the violated; `resolved` and `cleared` of the undecidable; `missed` what people added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal

import msgspec

from goodfaith.analysis.finding import SEVERITIES, UNDECIDABLE, VIOLATED

Of = Literal["case", "talk"]
WORK: Final = (
    "total", "judged", "reviewed", "qualified", "unqualified", *SEVERITIES, "upheld",
    "undecided", "doubtful", "read", "silent", "failed", "waiting",
)  # fmt: skip
FOUND: Final = (
    "violated", "undecidable", "confirmed", "dismissed", "unclear", "resolved", "cleared",
    "missed",
)  # fmt: skip
NUMBERS: Final = (*WORK, *FOUND)
UPHELD: Final = ("confirmed", "resolved", "missed")
"""What is a violation because a person said so."""
_OF_VIOLATED: Final = {
    "confirmed": "confirmed", "dismissed": "dismissed", "unclear": "unclear",
}  # fmt: skip
_OF_UNDECIDABLE: Final = {"confirmed": "resolved", "dismissed": "cleared", "unclear": ""}


class Found(msgspec.Struct, frozen=True):
    """What stands of one rule: the machine's verdict ("" for a miss), and what people said."""

    rule: str
    verdict: str
    severity: str = ""
    decided: str = ""

    @property
    def numbers(self) -> Iterator[str]:
        if self.verdict in (VIOLATED, UNDECIDABLE):
            yield self.verdict
        if self.decided:
            yield self.decided


class Item(msgspec.Struct, frozen=True):
    """One case or conversation; `path` is its unit with all above it, empty for none."""

    of: Of
    path: tuple[int, ...]
    channel: str
    product_type: str
    work: tuple[str, ...]
    found: tuple[Found, ...]


class Key(msgspec.Struct, frozen=True):
    """What a row of tallies is about; `path` () with `is_own` False is the whole installation."""

    of: str
    path: tuple[int, ...]
    is_own: bool
    channel: str
    product_type: str
    rule: str


Numbers = Mapping[str, int]


def decided_as(verdict: str, said: str) -> str:
    """What stands of a finding when a person has said `said` of it (`CaseFinding.Decided`).

    "" where nothing was decided; of what the machine missed only a confirmed one is anything.
    """
    if verdict == VIOLATED:
        return _OF_VIOLATED.get(said, "")
    if verdict == UNDECIDABLE:
        return _OF_UNDECIDABLE.get(said, "")
    return "missed" if said == "confirmed" else ""


def found_in(
    groups: Iterable[Sequence[str]], said: Mapping[str, tuple[str, str]]
) -> tuple[Found, ...]:
    """What stands in a case, in the order of rules.

    `groups` are (rule, verdict, severity) as found; `said` the verdict and severity that stand of
    a rule, also of rules that were not found.
    """
    found = {
        rule: Found(rule, verdict, severity, decided_as(verdict, said.get(rule, ("", ""))[0]))
        for rule, verdict, severity in groups
    }
    for rule, (verdict, severity) in said.items():
        if rule not in found and (decided := decided_as("", verdict)):
            found[rule] = Found(rule, "", severity, decided)
    return tuple(found[rule] for rule in sorted(found))


def work_of(found: Iterable[Found]) -> Iterator[str]:
    """What a case counts as by what stands of its findings."""
    every = [*found]
    if any(f.decided in UPHELD for f in every):
        yield "upheld"
    if any(f.verdict == VIOLATED and not f.decided for f in every):
        yield "undecided"


def tallied(items: Iterable[Item]) -> dict[Key, Counter[str]]:
    """Every number that is not 0, by what it is about."""
    counts: dict[Key, Counter[str]] = {}
    for item in items:
        for path, is_own in _places(item.path):
            _add(counts, item, path, is_own)
    return counts


def _places(path: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], bool]]:
    """The unit itself, each one above, the whole."""
    yield path, True
    yield from ((path[place:], False) for place in range(1, len(path)))
    yield (), False


def _add(counts: dict[Key, Counter[str]], item: Item, path: tuple[int, ...], is_own: bool) -> None:
    def of_rule(rule: str) -> Counter[str]:
        key = Key(item.of, path, is_own, item.channel, item.product_type, rule)
        return counts.setdefault(key, Counter())

    whole = of_rule("")
    whole.update(item.work)
    for found in item.found:
        numbers = [*found.numbers]
        whole.update(numbers)
        of_rule(found.rule).update(numbers)
