"""Recall and false alarms by family on conversations that the rules' authors did not write.

    python benchmarks/recall.py [--show FAMILY] FILE...

Each line of a file is {"id", "violates": [family…], "channel", "turns": [{"role", "text"}…]}.
A family is found when any rule that carries it is violated. Intervals are Wilson's, 95 %.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import dataclass
from importlib.resources import files
from math import sqrt
from pathlib import Path
from typing import Any

from goodfaith.analysis.conversation import Conversation, Participant, Utterance
from goodfaith.analysis.facts import FactBook
from goodfaith.analysis.finding import Finding
from goodfaith.analysis.heard import listen
from goodfaith.analysis.judging import judge_conversation
from goodfaith.analysis.rules.reading import read_rulebook
from goodfaith.analysis.rules.rule import Rulebook
from goodfaith.analysis.scoping import conversation_scope


@dataclass(frozen=True)
class Labelled:
    conversation: Conversation
    violates: frozenset[str]
    about: str


def read_labelled(path: Path) -> list[Labelled]:
    return [_labelled(json.loads(line)) for line in path.read_text("utf-8").splitlines() if line]


def _labelled(line: dict[str, Any]) -> Labelled:
    robot = line["channel"] == "robot"
    participants = (
        Participant("adviser", "robot" if robot else "adviser"),
        Participant("customer", "customer"),
    )
    utterances = tuple(Utterance(turn["text"], turn["role"]) for turn in line["turns"])
    conversation = Conversation(line["id"], utterances, participants, line["channel"])
    return Labelled(conversation, frozenset(line["violates"]), line["about"])


def judged(rulebook: Rulebook, labelled: list[Labelled]) -> list[list[Finding]]:
    """The violated findings of each conversation."""
    facts = FactBook()
    mentions = rulebook.scanner.scan([one.conversation for one in labelled])
    return [
        [
            finding
            for finding in judge_conversation(
                rulebook, conversation_scope(listen(one.conversation, found), facts)
            )
            if finding.verdict == "violated"
        ]
        for one, found in zip(labelled, mentions, strict=True)
    ]


def wilson(hits: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's interval (1927) of a share."""
    if not of:
        return 0.0, 1.0
    share, square = hits / of, z * z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = z * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--show", action="append", default=[], help="misses and false alarms of it")
    parser.add_argument("--rulebook", type=Path)
    options = parser.parse_args()
    folder = options.rulebook or Path(
        str(files("goodfaith.quality").joinpath("rulebooks/zh_insurance"))
    )
    rulebook = read_rulebook(folder)
    labelled = [one for path in options.files for one in read_labelled(path)]
    findings = judged(rulebook, labelled)
    _table(labelled, findings)
    for family in options.show:
        _show(family, labelled, findings)


def _table(labelled: list[Labelled], findings: list[list[Finding]]) -> None:
    families = sorted({family for one in labelled for family in one.violates})
    found, missed, false = Counter[str](), Counter[str](), Counter[str]()
    for one, told in zip(labelled, findings, strict=True):
        heard = {finding.family for finding in told if finding.family}
        found.update(one.violates & heard)
        missed.update(one.violates - heard)
        false.update(heard - one.violates)
    print(f"{'family':16}{'recall':>8}{'95 %':>14}{'of':>6}{'false':>7}{'of clean':>10}")
    for family in families:
        of = found[family] + missed[family]
        low, high = wilson(found[family], of)
        share = found[family] / of if of else 0.0
        clean = len(labelled) - of
        print(
            f"{family:16}{share:8.2f}{f'{low:.2f}–{high:.2f}':>14}{of:6}{false[family]:7}{clean:10}"
        )
    hits, of = sum(found.values()), sum(found.values()) + sum(missed.values())
    low, high = wilson(hits, of)
    alarmed = sum(
        bool({f.family for f in told if f.family} - one.violates)
        for one, told in zip(labelled, findings, strict=True)
    )
    honest = [told for one, told in zip(labelled, findings, strict=True) if not one.violates]
    quiet = sum(not any(f.family for f in told) for told in honest)
    print(f"{'all':16}{hits / max(of, 1):8.2f}{f'{low:.2f}–{high:.2f}':>14}{of:6}")
    print(f"conversations with a false family: {alarmed} of {len(labelled)}")
    print(f"clean conversations left alone: {quiet} of {len(honest)}")


def _show(family: str, labelled: list[Labelled], findings: list[list[Finding]]) -> None:
    for one, told in zip(labelled, findings, strict=True):
        own = [finding for finding in told if finding.family == family]
        if bool(own) == (family in one.violates):
            continue
        print("\nMISSED" if not own else "\nFALSE", one.conversation.id, sorted(one.violates))
        for finding in own:
            quotes = " | ".join(e.text for e in finding.evidence)
            print(f"   {finding.rule}: {quotes}")
        for utterance in one.conversation.utterances:
            print(f"   {utterance.participant}: {utterance.text}")


if __name__ == "__main__":
    main()
