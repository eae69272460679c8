"""Recall and false alarms by family on conversations of the simulated insurer, facts known.

    python benchmarks/simulated.py [--wording open|reserved] [--seed N] [--customers N]

A family counts as committed where the truth places it in an utterance that was recorded, as heard
when any rule that carries it is violated. Intervals are Wilson's, 95 %; conversations of one
insurer share lines and speakers, so they are too narrow. The reserved quarter of the wording is a
test set: its sentences are never shown.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from itertools import islice
from pathlib import Path

from goodfaith.analysis import FactBook, Reader, Reading
from goodfaith.analysis.facts import Fact
from goodfaith.analysis.rules.reading import read_rulebook
from goodfaith.demo.simulator import Insurer, Simulated, simulate
from recall import wilson

TODAY = date(2026, 11, 20)
BATCH = 100


def known(insurer: Insurer, customers: int) -> tuple[list[Simulated], FactBook]:
    """The conversations of so many customers, with all facts, those that arrive late included."""
    facts: list[Fact] = [one.fact for one in insurer.standing_facts()]
    simulated: list[Simulated] = []
    for journey in insurer.journeys(0, customers):
        facts.extend(one.fact for one in journey.facts)
        simulated.extend(journey.conversations)
    return simulated, FactBook(facts)


def read(reader: Reader, simulated: list[Simulated]) -> Iterator[tuple[Simulated, Reading]]:
    """Each conversation with its reading."""
    source = iter(simulated)
    while batch := list(islice(source, BATCH)):
        readings = reader.read([one.conversation for one in batch], every_verdict=False)
        yield from zip(batch, readings, strict=True)


def committed(one: Simulated) -> frozenset[str]:
    """Families truly committed in words that the recording kept."""
    truth = one.truth.violations
    return frozenset(v.family for v in truth if v.family and v.utterance is not None)


class Tally:
    """Counts of conversations, by family."""

    def __init__(self) -> None:
        self.of, self.found, self.false = Counter[str](), Counter[str](), Counter[str]()
        self.honest = self.alarmed = self.conversations = 0

    def add(self, one: Simulated, heard: frozenset[str]) -> None:
        """Count one conversation in which the families `heard` were found."""
        true = committed(one)
        self.conversations += 1
        self.of.update(true)
        self.found.update(true & heard)
        self.false.update(heard - one.truth.families)
        if not one.truth.families:
            self.honest += 1
            self.alarmed += bool(heard)

    def print(self) -> None:
        """The table by family, and the two sums."""
        print(f"{'family':16}{'recall':>8}{'95 %':>14}{'of':>6}{'false':>7}{'95 % of clean':>18}")
        for family in sorted(self.of | self.false):
            found, of, false = self.found[family], self.of[family], self.false[family]
            share = f"{found / of:.2f}" if of else "–"
            clean = _percent(false, self.conversations - of)
            print(f"{family:16}{share:>8}{_shares(found, of):>14}{of:6}{false:7}{clean:>18}")
        found, of = self.found.total(), self.of.total()
        print(f"{'all':16}{found / max(of, 1):8.2f}{_shares(found, of):>14}{of:6}")
        share = _percent(self.alarmed, self.honest)
        print(f"clean conversations alarmed: {self.alarmed} of {self.honest} ({share})")


def _shares(hits: int, of: int) -> str:
    low, high = wilson(hits, of)
    return f"{low:.2f}–{high:.2f}" if of else ""


def _percent(hits: int, of: int) -> str:
    low, high = wilson(hits, of)
    return f"{low:.1%}–{high:.1%}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wording", choices=["open", "reserved"], default="open")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--customers", type=int, default=3000, help="all 3,000 unless told")
    parser.add_argument("--rulebook", type=Path)
    options = parser.parse_args()
    shipped = Path(str(files("goodfaith.quality").joinpath("rulebooks/zh_insurance")))
    rulebook = read_rulebook(options.rulebook or shipped)
    family = {rule.id: rule.family for rule in rulebook.rules}
    insurer = simulate("small", options.seed, TODAY, options.wording)
    simulated, facts = known(insurer, options.customers)
    tally = Tally()
    for one, reading in read(Reader(rulebook, facts), simulated):
        violated = {family[f.rule] for f in reading.findings if f.verdict == "violated"}
        tally.add(one, frozenset(violated - {""}))
    print(f"{tally.conversations} conversations, wording {options.wording}, seed {options.seed}")
    tally.print()


if __name__ == "__main__":
    main()
