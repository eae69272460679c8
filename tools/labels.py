"""Train the shipped labels: `python -m tools.labels FILE`.

From the sentences of `labels/zh_insurance`, the simulator's open lines and the conversations of
other writers in `benchmarks/heldout`, of which only the families that they violate are known;
not from those of `KEPT`, which labels are measured on.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from goodfaith.demo.simulator.meanings import sentences
from goodfaith.labels.corpus import corpus_of
from goodfaith.labels.definitions import read_definitions
from goodfaith.labels.training import train
from goodfaith.labels.whole_talks import Talk, sentences_of

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "src/goodfaith/labels/zh_insurance"
HELDOUT = ROOT / "benchmarks/heldout"
FAMILIES = {
    "COACH_CALLBACK": ("coaches_callback",),
    "DEPOSIT_CMP": ("like_a_deposit",),
    "DISPARAGE": ("disparages_others",),
    "DNC_IGNORED": ("ignores_refusal",),
    "EXAGGERATE": ("exaggerates_cover",),
    "FAKE_ID": ("false_identity",),
    "GUARANTEE": ("promises_return",),
    "HIDE_COOLING": ("plays_down_cooling_off",),
    "HIDE_EXCL": ("plays_down_exclusions",),
    "HYPE_STOP": ("stop_sale_hype",),
    "INDUCE_NONDISC": ("advises_nondisclosure",),
    "INDUCE_SURR": ("induces_surrender",),
    "PRESSURE": ("pressures_by_fear", "pressures_by_deadline"),
    "REBATE": ("offers_rebate",),
    "REG_ENDORSE": ("claims_authority",),
    "RUDE": ("rude",),
    "SIGN_FOR": ("signs_for_customer", "private_payment"),
    "TIE_IN": ("ties_in",),
    "UNQUAL_ADVICE": ("unqualified_advice", "guarantees_claim"),
}
"""The labels that a family of violations is made of."""
TIMES = 2
KEPT = ("veil", "far")


def talks() -> Iterator[Talk]:
    """The advisers' side of each conversation of the other writers."""
    labels = {one.id for one in read_definitions(SOURCES)}
    judged = frozenset(id for id in labels if id.startswith("breach."))
    for path in sorted(HELDOUT.glob("*.jsonl")):
        if path.stem in KEPT:
            continue
        for line in path.read_text("utf-8").splitlines():
            yield _talk(json.loads(line), judged)


def _talk(line: dict[str, Any], judged: frozenset[str]) -> Talk:
    said = tuple(turn["text"] for turn in line["turns"] if turn["role"] == "adviser")
    families = tuple(_labels(family) for family in line["violates"])
    return Talk(said, "adviser", families, judged, _labels(line["about"]), "other writers")


def _labels(family: str) -> frozenset[str]:
    return frozenset(f"breach.{name}" for name in FAMILIES.get(family, ()))


def main(out: Path) -> None:
    """Twice: what the first labels find likely in whole conversations teaches the second."""
    definitions = read_definitions(SOURCES)
    simulated, whole, on = [*sentences(definitions)], [*talks()], datetime.now(UTC).date()
    with ThreadPoolExecutor(os.cpu_count()) as cores:
        model = train(definitions, corpus_of(definitions, simulated), on=on, each=cores.map)
        for _ in range(TIMES):
            more = [*simulated, *sentences_of(whole, model)]
            model = train(definitions, corpus_of(definitions, more), on=on, each=cores.map)
    out.write_bytes(model.content)
    sys.stdout.write(f"{len(model.labels)} labels, {len(model.content):,} bytes: {out}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
