"""The summary a person reads at the terminal after a run."""

from __future__ import annotations

from pathlib import Path

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from goodfaith.analysis.finding import SEVERITIES
from goodfaith.analysis.rules.rule import Rulebook
from goodfaith.batch.summary import Counted, Summary
from goodfaith.cli.telling import Teller

SHAPES = {"critical": "▲", "major": "◆", "minor": "●", "note": "▬"}
COLOURS = {"critical": "red", "major": "dark_orange3", "minor": "yellow4", "note": "blue"}
_BAR = 18
_MOST_ROWS = 15


def tell_summary(summary: Summary, rulebook: Rulebook, teller: Teller, written: list[Path]) -> None:
    """The answer first, then severities, rules, advisers, what waits for a source, and files."""
    out = teller.out
    out.print()
    out.print(_headline(summary, teller), markup=False)
    out.print(_severities(summary, teller))
    if summary.rules:
        out.print(Padding(_rules(summary, rulebook, teller), (1, 0, 0, 0)))
    if len(summary.advisers) > 1:
        out.print(Padding(_advisers(summary, teller), (1, 0, 0, 0)))
    if summary.waiting:
        out.print(Padding(_waiting(summary, teller), (1, 0, 0, 0)))
    for path in written:
        out.print(teller.word("written", path=path), markup=False, soft_wrap=True)


def _headline(summary: Summary, teller: Teller) -> str:
    return teller.word(
        "headline",
        conversations=f"{summary.conversations:,}",
        utterances=f"{summary.utterances:,}",
        rules=summary.rule_count,
        violating=f"{summary.violating_conversations:,}",
    )


def _severities(summary: Summary, teller: Teller) -> Text:
    line = Text()
    for severity in SEVERITIES:
        count = summary.severities.get(severity, 0)
        name = teller.word(f"severity_{severity}")
        line.append(f"{SHAPES[severity]} {name} {count:,}   ", style=COLOURS[severity])
    undecidable = summary.verdicts.get("undecidable", 0)
    line.append(f"? {teller.word('undecidable')} {undecidable:,}", style="dim")
    return line


def _rules(summary: Summary, rulebook: Rulebook, teller: Teller) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("")
    table.add_column(teller.word("column_rule"))
    table.add_column(teller.word("column_violated"), justify="right")
    table.add_column("")
    table.add_column(teller.word("column_undecidable"), justify="right")
    most = max((counted.violated for counted in summary.rules), default=0)
    for counted in summary.rules[:_MOST_ROWS]:
        rule = rulebook.rule(counted.name)
        colour = COLOURS[rule.severity]
        table.add_row(
            Text(SHAPES[rule.severity], style=colour),
            Text(f"{rule.title[teller.lang]}  ").append(counted.name, style="dim"),
            f"{counted.violated:,}",
            Text(_bar(counted.violated, most), style=colour),
            f"{counted.undecidable:,}" if counted.undecidable else "",
        )
    _rest(table, len(summary.rules), teller)
    return table


def _advisers(summary: Summary, teller: Teller) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(teller.word("column_adviser"))
    table.add_column(teller.word("column_violated"), justify="right")
    table.add_column("")
    most = max(counted.violated for counted in summary.advisers)
    for counted in _worst(summary.advisers):
        table.add_row(counted.name, f"{counted.violated:,}", _bar(counted.violated, most))
    return table


def _worst(advisers: tuple[Counted, ...]) -> list[Counted]:
    return [counted for counted in advisers if counted.violated][:8]


def _waiting(summary: Summary, teller: Teller) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(teller.word("column_waiting_source"))
    table.add_column(teller.word("column_rules_waiting"), justify="right")
    for waiting in summary.waiting[:_MOST_ROWS]:
        table.add_row(teller.source(waiting.source), f"{len(waiting.rules):,}")
    return table


def _rest(table: Table, count: int, teller: Teller) -> None:
    if count > _MOST_ROWS:
        table.add_row("", Text(teller.word("more_rules", count=count - _MOST_ROWS), style="dim"))


def _bar(value: int, most: int) -> str:
    width = round(_BAR * value / most) if most else 0
    return "█" * max(width, 1 if value else 0)
