"""Testing a version by the examples of its rules, in the background."""

from __future__ import annotations

from datetime import datetime
from time import monotonic
from typing import Any

import msgspec
from django.db import transaction
from django.utils import timezone

from goodfaith.analysis.rules.reading import RulebookInvalid, read_rule_files
from goodfaith.analysis.rules.rule import Rulebook
from goodfaith.analysis.rules.testing import Failure, RulebookTest, try_rulebook
from goodfaith.platform.events import job
from goodfaith.quality.models import RulebookVersion
from goodfaith.quality.versions.contents import files_of
from goodfaith.quality.versions.differing import written
from goodfaith.quality.versions.refusals import NotPossible
from goodfaith.trust import ledger
from goodfaith.trust.ledger import SYSTEM, Actor

TOLD_EVERY_SECONDS = 1.0
MOST_FAILURES = 200
MOST_PROBLEMS = 200
STALE_SECONDS = 900
"""A test that has not ended by then was lost with its worker: it can be asked for again."""

State = RulebookVersion.State
Testing = RulebookVersion.Testing


class FailedExample(msgspec.Struct, frozen=True):
    """An example that gives `got` instead of `kind`; `because` is what decided."""

    rule: str
    path: str
    kind: str
    number: int
    got: str
    because: str
    example: str


class Tested(msgspec.Struct, frozen=True):
    """What testing found. `problems` are those of files that cannot be read; then nothing ran."""

    rules: int = 0
    examples: int = 0
    failures: tuple[FailedExample, ...] = ()
    failed: int = 0
    without_examples: tuple[str, ...] = ()
    conflicts: tuple[tuple[str, int, str], ...] = ()
    problems: tuple[dict[str, str], ...] = ()
    seconds: float = 0.0

    @property
    def is_passed(self) -> bool:
        return not self.failed and not self.problems


def start_test(*, version: RulebookVersion, actor: Actor, now: datetime) -> None:
    """Ask for the examples to be run. Raises `NotPossible` when closed or being tested."""
    with transaction.atomic():
        row = RulebookVersion.objects.select_for_update().get(pk=version.pk)
        if not row.is_open:
            raise NotPossible("closed")
        fresh = row.tested_at and (now - row.tested_at).total_seconds() < STALE_SECONDS
        if row.testing == Testing.RUNNING and row.tested_changes == row.changes and fresh:
            raise NotPossible("running")
        row.testing, row.tested_at, row.tested_changes = Testing.RUNNING, now, row.changes
        row.test, row.test_done, row.test_total = {}, 0, 0
        row.save()
        ledger.record(actor, "rulebook.test_asked", row, now)
        run_test.later(version=row.pk, changes=row.changes)


@job("quality.test_version", queue="interactive", lock="quality.test_version:{version}")
def run_test(*, version: int, changes: int) -> None:
    """Run the examples of a version as it was after so many changes."""
    row = RulebookVersion.objects.get(pk=version)
    if row.testing != Testing.RUNNING or row.tested_changes != changes:
        return  # somebody asked again, of later files
    began = monotonic()
    try:
        tested = tested_by_examples(row, changes)
    except (RecursionError, ValueError, TypeError, AttributeError, KeyError) as error:
        problem = {"file": "rulebook.yaml", "place": "", "field": "", "expected": "a rulebook",
                   "found": f"not readable ({type(error).__name__})"}  # fmt: skip
        tested = Tested(problems=(problem,))
    _keep(version, changes, msgspec.structs.replace(tested, seconds=monotonic() - began))


def tested_by_examples(version: RulebookVersion, changes: int) -> Tested:
    """What the examples say; the row of the version tells how far it is meanwhile."""
    try:
        rulebook = read_rule_files(files_of(version, changes))
    except RulebookInvalid as invalid:
        problems = tuple(msgspec.to_builtins(p) for p in invalid.problems[:MOST_PROBLEMS])
        return Tested(problems=problems)
    total = sum(len(listed) for rule in rulebook for listed in rule.examples.values())
    _tell(version.pk, changes, 0, total)
    return _tested(rulebook, try_rulebook(rulebook, watch=_Watch(version.pk, changes, total)))


class _Watch:
    def __init__(self, version: int, changes: int, total: int) -> None:
        self.version, self.changes, self.total = version, changes, total
        self.told_at = monotonic()

    def __call__(self, done: int) -> None:
        if monotonic() - self.told_at >= TOLD_EVERY_SECONDS:
            self.told_at = monotonic()
            _tell(self.version, self.changes, done, self.total)


def _tell(version: int, changes: int, done: int, total: int) -> None:
    RulebookVersion.objects.filter(pk=version, tested_changes=changes).update(
        test_done=done, test_total=total
    )


def _tested(rulebook: Rulebook, found: RulebookTest) -> Tested:
    return Tested(
        rules=found.rules,
        examples=found.examples,
        failures=tuple(_failed(f, rulebook) for f in found.failures[:MOST_FAILURES]),
        failed=len(found.failures),
        without_examples=found.without_examples,
        conflicts=tuple((c.rule, c.number, c.other) for c in found.conflicts),
    )


def _failed(failure: Failure, rulebook: Rulebook) -> FailedExample:
    rule = rulebook.rule(failure.rule)
    example = (rule.examples.get(failure.kind) or [])[failure.number - 1]
    return FailedExample(
        failure.rule, rule.file, failure.kind, failure.number, failure.got, failure.because,
        said_in(example),
    )  # fmt: skip


def said_in(example: Any) -> str:
    """The turns of an example on one line, then whatever else it has."""
    if isinstance(example, dict) and "turns" in example:
        rest = {key: value for key, value in example.items() if key != "turns"}
        return (
            f"{written(example['turns'])} [{written(rest)}]" if rest else written(example["turns"])
        )
    return written(example)


def _keep(version: int, changes: int, tested: Tested) -> None:
    now = timezone.now()
    with transaction.atomic():
        row = RulebookVersion.objects.select_for_update().get(pk=version)
        if row.testing != Testing.RUNNING or row.tested_changes != changes:
            return
        row.test = msgspec.to_builtins(tested)
        row.testing = Testing.PASSED if tested.is_passed else Testing.FAILED
        row.tested_at, row.test_done = now, row.test_total
        if tested.is_passed and row.changes == changes and row.state == State.DRAFT:
            row.state = State.TESTED
        row.save()
        ledger.record(SYSTEM, "rulebook.tested", row, now, result=row.testing)


def test_of(version: RulebookVersion) -> Tested | None:
    """What testing found; None before it was tested. It may be of files that changed since."""
    return msgspec.convert(version.test, Tested) if version.test else None
