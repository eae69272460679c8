"""Compares two sets of findings: a replay with its record, a new rulebook with the old one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from goodfaith.analysis.finding import VIOLATED, Finding

Key = tuple[str, str, str, str]


def key_of(finding: Finding) -> Key:
    """What a finding is about. A sale's finding stays the same when its evidence moves."""
    about = finding.sale or finding.customer
    return finding.rule, finding.scope, about, "" if about else finding.conversation


class Difference(msgspec.Struct, frozen=True):
    """`how`: gained, lost or changed; `what` names the members that changed."""

    how: str
    before: Finding | None
    after: Finding | None
    what: tuple[str, ...] = ()

    @property
    def either(self) -> Finding:
        found = self.after or self.before
        assert found is not None, "a difference has at least one side"
        return found


def differences(
    before: Iterable[Finding], after: Iterable[Finding], members: tuple[str, ...]
) -> Iterator[Difference]:
    """Findings that are only in one of two sets, or differ in `members`; by key."""
    old = {key_of(finding): finding for finding in before}
    new = {key_of(finding): finding for finding in after}
    for key in sorted(old.keys() | new.keys()):
        was, is_ = old.get(key), new.get(key)
        if was is None or is_ is None:
            yield Difference("gained" if was is None else "lost", was, is_)
            continue
        changed = tuple(m for m in members if getattr(was, m) != getattr(is_, m))
        if changed:
            yield Difference("changed", was, is_, changed)


REPLAYED = tuple(Finding.__struct_fields__)
"""A replay must give every member again."""

JUDGED = ("verdict", "severity", "evidence")
"""What a reader of a back-test sees change; hashes change with every version."""


def violated_only(findings: Iterable[Finding]) -> Iterator[Finding]:
    return (finding for finding in findings if finding.verdict == VIOLATED)
