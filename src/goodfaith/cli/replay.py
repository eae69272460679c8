"""`goodfaith replay`: do the same inputs still give the same findings?"""

from __future__ import annotations

import argparse
import sys

import msgspec

from goodfaith.analysis.finding import NOT_APPLICABLE, PASSED
from goodfaith.batch.comparing import REPLAYED, Difference, differences
from goodfaith.batch.findings_file import properties_of, read_findings
from goodfaith.batch.running import completed, findings_of
from goodfaith.cli.inputs import as_json, plan_of, rulebook_of
from goodfaith.cli.progress import watching
from goodfaith.cli.telling import Teller

_MOST_TOLD = 20


class Replay(msgspec.Struct, frozen=True):
    """How many findings were compared, and which differ: (how, rule, about, members)."""

    compared: int
    differences: tuple[tuple[str, str, str, tuple[str, ...]], ...]


def replay(options: argparse.Namespace, teller: Teller) -> int:
    """0: every finding is the same; 1: some differ."""
    recorded = list(read_findings(options.findings))
    every = any(finding.verdict in (PASSED, NOT_APPLICABLE) for finding in recorded)
    options.as_of = options.as_of or properties_of(options.findings).get("goodfaith.as_of") or None
    plan = plan_of(options, rulebook_of(options.rulebook), every_verdict=every)
    with watching(teller) as watch, completed(plan, watch) as done:
        found = list(differences(recorded, findings_of(done), REPLAYED))
    told = Replay(len(recorded), tuple(map(_told, found)))
    if options.json:
        sys.stdout.write(as_json(told) + "\n")
    else:
        _tell(told, teller)
    return 1 if found else 0


def _told(difference: Difference) -> tuple[str, str, str, tuple[str, ...]]:
    finding = difference.either
    about = finding.sale or finding.customer or finding.conversation
    return difference.how, finding.rule, about, difference.what


def _tell(told: Replay, teller: Teller) -> None:
    if not told.differences:
        teller.say("replay_same", count=f"{told.compared:,}")
        return
    teller.say("replay_differs", count=f"{told.compared:,}", differing=f"{len(told.differences):,}")
    for how, rule, about, members in told.differences[:_MOST_TOLD]:
        teller.say(f"replay_{how}", rule=rule, about=about, members=", ".join(members))
