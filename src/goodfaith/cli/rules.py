"""`goodfaith rules`: list, test, explain, back-test."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable
from dataclasses import replace

import msgspec
from rich.table import Table
from rich.text import Text

from goodfaith.analysis.conditions.explaining import Lang
from goodfaith.analysis.finding import SEVERITIES
from goodfaith.analysis.rules.explaining import explain
from goodfaith.analysis.rules.rule import Rule
from goodfaith.analysis.rules.testing import RulebookTest, try_rulebook
from goodfaith.batch.alerts import Alerts, compare_alerts, count_alerts, read_alerts, write_alerts
from goodfaith.batch.backtest import Backtest, backtest
from goodfaith.cli.inputs import as_json, plan_of, rulebook_of, shipped_rulebook
from goodfaith.cli.progress import watching
from goodfaith.cli.summary import COLOURS, SHAPES
from goodfaith.cli.telling import Teller

_MOST_TOLD = 12


def list_rules(options: argparse.Namespace, teller: Teller) -> int:
    """Print the rules, worst first."""
    rulebook = rulebook_of(options.folder)
    rules = sorted(rulebook, key=lambda rule: (SEVERITIES.index(rule.severity), rule.id))
    if options.json:
        sys.stdout.write(as_json([_listed(rule) for rule in rules]) + "\n")
        return 0
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("severity", "rule", "scope", "family", "basis"):
        table.add_column(teller.word(f"column_{column}"), overflow="fold")
    for rule in rules:
        colour = COLOURS[rule.severity]
        severity = f"{SHAPES[rule.severity]} {teller.word(f'severity_{rule.severity}')}"
        table.add_row(
            Text(severity, style=colour),
            Text(f"{rule.title[teller.lang]}  ").append(rule.id, style="dim"),
            teller.word(f"scope_{rule.scope}"),
            rule.family,
            str(rule.basis[0]) if rule.basis else "",
        )
    teller.out.print(table)
    return 0


def _listed(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "title": dict(rule.title),
        "severity": rule.severity,
        "scope": rule.scope,
        "family": rule.family,
        "category": rule.category,
        "basis": [str(basis) for basis in rule.basis],
        "version": rule.version,
    }


def try_rules(options: argparse.Namespace, teller: Teller) -> int:
    """0: every example gives its verdict and no alert is new; 1: not so."""
    began = time.perf_counter()
    folder = options.folder or shipped_rulebook()
    rulebook = rulebook_of(folder)
    tested = try_rulebook(rulebook, options.only)
    changed: tuple[Alerts, ...] = ()
    baseline = options.baseline or folder / "baseline.json"
    if not options.only and (options.update_baseline or baseline.is_file()):
        counted = count_alerts(rulebook)
        if options.update_baseline:
            write_alerts(baseline, counted)
        changed = compare_alerts(read_alerts(baseline), counted)
    if options.json:
        told = {"test": tested, "alerts": changed}
        sys.stdout.write(as_json(told) + "\n")
    else:
        _tell_test(tested, changed, time.perf_counter() - began, teller)
    return 1 if tested.failures or changed else 0


def _tell_test(
    tested: RulebookTest, changed: tuple[Alerts, ...], seconds: float, teller: Teller
) -> None:
    for failure in tested.failures:
        teller.say("test_failure", **msgspec.structs.asdict(failure))
    for alerts in changed:
        teller.say("test_alerts", **msgspec.structs.asdict(alerts))
    for conflict in tested.conflicts[:_MOST_TOLD]:
        teller.say("test_conflict", **msgspec.structs.asdict(conflict))
    for overlap in tested.overlaps[:_MOST_TOLD]:
        teller.say("test_overlap", **msgspec.structs.asdict(overlap))
    _tell_dead(tested, teller)
    for rule in tested.without_examples:
        teller.say("test_without_examples", rule=rule)
    teller.say(
        "test_summary",
        rules=tested.rules,
        points=tested.points,
        examples=tested.examples,
        failures=len(tested.failures),
        dead=len(tested.dead),
        overlaps=len(tested.overlaps),
        conflicts=len(tested.conflicts),
        seconds=f"{seconds:.1f}",
    )


def _tell_dead(tested: RulebookTest, teller: Teller) -> None:
    """By point: the author reads them together."""
    by_point: dict[str, list[str]] = {}
    for dead in tested.dead:
        by_point.setdefault(dead.point, []).append(dead.phrase)
    for point, phrases in list(by_point.items())[:_MOST_TOLD]:
        teller.say("test_dead", point=point, phrases="  ".join(phrases[:6]), count=len(phrases))


def explain_rule(options: argparse.Namespace, teller: Teller) -> int:
    """0: explained; 2: no such rule."""
    rulebook = rulebook_of(options.rulebook)
    try:
        rule = rulebook.rule(options.id)
    except KeyError:
        near = ", ".join(_alike(options.id, (rule.id for rule in rulebook)))
        teller.error(teller.word("no_such_rule", id=options.id, near=near))
        return 2
    lang: Lang = "zh" if teller.lang == "zh" else "en"
    teller.out.print(explain(rule, lang), markup=False)
    return 0


def _alike(wanted: str, ids: Iterable[str]) -> list[str]:
    from difflib import get_close_matches

    return get_close_matches(wanted, list(ids), n=4, cutoff=0.4)


def backtest_rules(options: argparse.Namespace, teller: Teller) -> int:
    """Print what the new rulebook gains, loses and changes on stored conversations."""
    options.rulebook = None
    old = plan_of(options, rulebook_of(options.old))
    new = replace(old, rulebook=rulebook_of(options.new))
    with watching(teller) as watch:
        found = backtest(old, new, watch)
    if options.json:
        sys.stdout.write(as_json(found) + "\n")
    else:
        _tell_backtest(found, teller)
    return 0


def _tell_backtest(found: Backtest, teller: Teller) -> None:
    teller.say(
        "backtest_summary",
        conversations=f"{found.conversations:,}",
        gained=found.gained,
        lost=found.lost,
        changed=found.changed,
        advisers=len(found.advisers),
        teams=len(found.teams),
    )
    for name, rows in (("rule", found.rules), ("adviser", found.advisers), ("team", found.teams)):
        if not rows:
            continue
        table = Table(box=None, pad_edge=False, header_style="dim")
        table.add_column(teller.word(f"column_{name}"))
        for column in ("gained", "lost", "changed"):
            table.add_column(teller.word(f"column_{column}"), justify="right")
        for row in rows[:20]:
            table.add_row(row.name, f"+{row.gained}", f"−{row.lost}", f"~{row.changed}")
        teller.out.print(table)
    for example in found.examples[:_MOST_TOLD]:
        teller.say(f"backtest_{example.how}", rule=example.rule, about=example.about)
        for quote in example.quotes:
            teller.out.print(f"      「{quote}」", markup=False)
