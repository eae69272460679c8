"""How often each rule speaks up on conversations that stay the same: a new alert must be meant."""

from __future__ import annotations

from collections import Counter
from importlib.resources import as_file, files
from pathlib import Path

import msgspec

from goodfaith.analysis.facts import FactBook, read_facts
from goodfaith.analysis.metadata import Metadata, read_metadata
from goodfaith.analysis.problems import Problem, UnreadableInput
from goodfaith.analysis.rules.rule import Rulebook
from goodfaith.analysis.scope import CHINA
from goodfaith.batch.plan import Plan
from goodfaith.batch.running import completed

BUNDLED = ("demo", "ordinary")

Counts = dict[str, dict[str, int]]


class Alerts(msgspec.Struct, frozen=True):
    """A rule whose number of violations on a bundled set is not that of the baseline."""

    bundle: str
    rule: str
    was: int
    now: int


def count_alerts(rulebook: Rulebook) -> Counts:
    """Violations by rule on each bundled set of conversations."""
    return {bundle: _count(rulebook, bundle) for bundle in BUNDLED}


def _count(rulebook: Rulebook, bundle: str) -> dict[str, int]:
    with as_file(files("goodfaith.demo").joinpath("conversations", bundle)) as folder:
        plan = Plan(
            (folder / "conversations",),
            rulebook,
            facts=_facts(folder / "facts.jsonl"),
            metadata=_metadata(folder / "metadata.csv"),
        )
        counts: Counter[str] = Counter()
        with completed(plan) as done:
            for (rule, verdict), count in done.spool.counts("rule", "verdict"):
                if verdict == "violated":
                    counts[rule] += count
    return dict(sorted(counts.items()))


def _facts(path: Path) -> FactBook:
    if not path.is_file():
        return FactBook()
    with path.open("rb") as file:
        items = list(read_facts(file, path.name, CHINA))
    if problems := [item for item in items if isinstance(item, Problem)]:
        raise UnreadableInput(problems)
    return FactBook([item for item in items if not isinstance(item, Problem)])


def _metadata(path: Path) -> Metadata:
    if not path.is_file():
        return Metadata()
    with path.open("rb") as file:
        metadata = read_metadata(file, path.name)
    if metadata.problems:
        raise UnreadableInput(metadata.problems)
    return metadata


def read_alerts(path: Path) -> Counts:
    """Read a baseline. Raises `UnreadableInput`."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Counts)
    except (OSError, msgspec.DecodeError) as error:
        problem = Problem(
            "unreadable", str(path), found=type(error).__name__, expected="a baseline"
        )
        raise UnreadableInput([problem]) from None


def write_alerts(path: Path, counts: Counts) -> None:
    encoded = msgspec.json.encode(counts, order="sorted")
    path.write_bytes(msgspec.json.format(encoded, indent=2) + b"\n")


def compare_alerts(was: Counts, now: Counts) -> tuple[Alerts, ...]:
    """Where the counts differ, by bundle and rule."""
    bundles = sorted(was.keys() | now.keys())
    pairs = [(bundle, was.get(bundle, {}), now.get(bundle, {})) for bundle in bundles]
    return tuple(
        Alerts(bundle, rule, before.get(rule, 0), after.get(rule, 0))
        for bundle, before, after in pairs
        for rule in sorted(before.keys() | after.keys())
        if before.get(rule, 0) != after.get(rule, 0)
    )
