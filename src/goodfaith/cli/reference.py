"""`goodfaith schema`, `fields` and `doctor`: what may be written, and what this machine has."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec
from rich.table import Table

from goodfaith.analysis.facts import facts_schema
from goodfaith.analysis.fields import Field, load_dictionary
from goodfaith.analysis.finding import Finding
from goodfaith.analysis.problems import UnreadableInput
from goodfaith.analysis.rules.schema import rule_schema
from goodfaith.analysis.schema import conversation_schema
from goodfaith.cli.inputs import as_json, rulebook_of
from goodfaith.cli.telling import Teller

_ENOUGH_DISK = 2 * 1024**3


def schema(options: argparse.Namespace, teller: Teller) -> int:
    """Print a JSON Schema."""
    made: dict[str, Any] = {
        "conversation": conversation_schema,
        "facts": facts_schema,
        "finding": lambda: msgspec.json.schema(Finding),
        "rule": rule_schema,
    }[options.of]()
    sys.stdout.write(as_json(made) + "\n")
    return 0


def fields(options: argparse.Namespace, teller: Teller) -> int:
    """Print the field dictionary, or the part that matches; 1 when nothing does."""
    wanted = options.search.lower()
    found = [
        field
        for field in load_dictionary().fields.values()
        if wanted in f"{field.name} {field.zh} {field.en} {field.source}".lower()
    ]
    events = [
        e for e in load_dictionary().events.values() if wanted in f"{e.name} {e.zh} {e.en}".lower()
    ]
    if options.json:
        sys.stdout.write(as_json({"fields": found, "events": events}) + "\n")
        return 0 if found or events else 1
    if found:
        teller.out.print(_field_table(found, teller))
    if events:
        teller.out.print(_event_table(events, teller))
    if not found and not events:
        teller.say("nothing_found", wanted=options.search)
    return 0 if found or events else 1


def _field_table(found: list[Field], teller: Teller) -> Table:
    table = _table(teller, "field", "type", "meaning", "source")
    for field in found:
        choices = "/".join(value for value, _ in field.choices)
        type_ = f"{field.type} {field.unit}".strip() + (f": {choices}" if choices else "")
        table.add_row(field.name, type_, getattr(field, teller.lang), field.source)
    return table


def _event_table(events: list[Any], teller: Teller) -> Table:
    table = _table(teller, "event", "from", "meaning")
    for event in events:
        where = ", ".join(f"{name} = {value}" for name, value in event.where)
        origin = f"{event.kind}.{event.at}" + (f" ({where})" if where else "")
        table.add_row(event.name, origin, getattr(event, teller.lang))
    return table


def _table(teller: Teller, *columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in columns:
        table.add_column(teller.word(f"column_{column}"), overflow="fold")
    return table


class Check(msgspec.Struct, frozen=True):
    """One thing looked at. `todo` says what to do when it is not fine."""

    name: str
    fine: bool
    found: str
    todo: str = ""


def doctor(options: argparse.Namespace, teller: Teller) -> int:
    """0: everything needed is there; 1: something is to be done."""
    checks = [_python(teller), _scanner(teller), _rulebook(teller), _disk(teller), _cores(teller)]
    checks += _server(teller)
    if options.json:
        sys.stdout.write(as_json(checks) + "\n")
    else:
        for check in checks:
            mark = "✓" if check.fine else "✗"
            teller.out.print(f"{mark} {check.name}: {check.found}", markup=False)
            if not check.fine:
                teller.out.print(f"  → {check.todo}", markup=False)
    return 0 if all(check.fine for check in checks) else 1


def _python(teller: Teller) -> Check:
    found = ".".join(map(str, sys.version_info[:3]))
    return Check("Python", sys.version_info >= (3, 11), found, teller.word("todo_python"))


def _scanner(teller: Teller) -> Check:
    try:
        found = f"hyperscan {version('hyperscan')}"
    except PackageNotFoundError:
        return Check(teller.word("check_scanner"), False, "–", teller.word("todo_scanner"))
    return Check(teller.word("check_scanner"), True, found)


def _rulebook(teller: Teller) -> Check:
    name = teller.word("check_rulebook")
    began = time.perf_counter()
    try:
        rulebook = rulebook_of(None)
        _ = rulebook.scanner
    except UnreadableInput as unreadable:
        return Check(name, False, str(unreadable.problems[0]), teller.word("todo_rulebook"))
    seconds = time.perf_counter() - began
    return Check(
        name, True, f"{rulebook.name}, {len(rulebook)} / {len(rulebook.points)}, {seconds:.1f} s"
    )


def _disk(teller: Teller) -> Check:
    free = shutil.disk_usage(Path.cwd()).free
    return Check(
        teller.word("check_disk"), free > _ENOUGH_DISK, f"{free / 1024**3:,.0f} GiB",
        teller.word("todo_disk"),
    )  # fmt: skip


def _cores(teller: Teller) -> Check:
    return Check(teller.word("check_cores"), True, str(os.cpu_count() or 1))


def _server(teller: Teller) -> list[Check]:
    """The installation of the server, where its parts are installed."""
    if not (find_spec("django") and find_spec("psycopg")):
        return []
    from goodfaith.platform.examining import examine

    return [
        Check(
            teller.word(f"check_{each.name}"),
            not each.todo,
            each.found,
            teller.word(f"todo_{each.todo}") if each.todo else "",
        )
        for each in examine(os.environ)
    ]
