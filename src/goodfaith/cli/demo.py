"""`goodfaith demo`: a server, and beside it a simulated insurer that moves in."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from goodfaith.cli.bundled import report_bundled
from goodfaith.cli.serving import serving
from goodfaith.cli.telling import Teller
from goodfaith.demo.insurer.people import PASSWORD
from goodfaith.platform.configuration import default_home

LOG = "demo.log"
_MOVER = (sys.executable, "-m", "goodfaith.demo.insurer")


def demo(options: argparse.Namespace, teller: Teller) -> int:
    """Serve the simulated insurer until told to leave. Exit codes are those of `serve`.

    It lives in `GOODFAITH_HOME`, or in a folder of its own beside an installation's.
    """
    if options.report:
        return report_bundled(options.report, teller)
    os.environ.setdefault("GOODFAITH_MODE", "demo")
    os.environ.setdefault("GOODFAITH_HOME", str(_own_home()))
    _log_into(Path(os.environ["GOODFAITH_HOME"]), teller)
    teller.err.print(teller.word("demo_preparing"), markup=False)
    mover = _Mover(options, teller)
    return serving(options, teller, web=1, workers=1, told=mover.begin)


def _own_home() -> Path:
    home = default_home(os.environ)
    return home.with_name(home.name + "-demo")


def _log_into(home: Path, teller: Teller) -> None:
    """All processes log to a file, this one too; the terminal is for what a person reads."""
    home.mkdir(parents=True, exist_ok=True)
    sys.stderr.flush()
    terminal = os.fdopen(os.dup(2), "w", buffering=1, encoding="utf-8")
    teller.err = Console(file=terminal, highlight=False)
    log = os.open(home / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 2)
    os.close(log)


class _Mover:
    """Watches the process that moves the insurer in, and tells what it tells."""

    def __init__(self, options: argparse.Namespace, teller: Teller) -> None:
        self.options, self.teller = options, teller
        self.logins: list[dict[str, str]] = []

    def begin(self, what: str, address: str) -> None:
        """The server runs: move in beside it, in a thread, so that it can be stopped any time."""
        self.teller.err.print(self.teller.word("demo_open", address=address), markup=False)
        threading.Thread(target=self._watch, args=(address,), daemon=True).start()

    def _watch(self, address: str) -> None:
        command = [*_MOVER, "--size", self.options.size, "--seed", str(self.options.seed)]
        process = subprocess.Popen(  # noqa: S603  (our own program)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )
        refused = self._follow(process)
        if process.wait() == 0:
            self._tell_logins(address)
        elif refused:
            home = os.environ["GOODFAITH_HOME"]
            self.teller.error(self.teller.word("demo_not_empty", home=home))
        else:
            self.teller.error(self.teller.word("demo_failed"))

    def _follow(self, process: subprocess.Popen[bytes]) -> bool:
        """Whether it refused to move in."""
        refused = False
        with self._bar() as bar:
            task = bar.add_task(self.teller.word("demo_moving"), total=None, told="")
            for line in self._lines(process):
                refused = refused or "refused" in line
                if "role" in line:
                    self.logins.append(line)
                elif "total" in line:
                    told = self.teller.word("demo_progress", **line)
                    done = line["received"] + line["read"]
                    bar.update(task, completed=done, total=2 * line["total"], told=told)
                elif "planned" in line:
                    told = self.teller.word("demo_reviewed", **line)
                    bar.update(
                        task, description=self.teller.word("demo_reviewing"),
                        completed=line["reviewed"], total=line["planned"], told=told,
                    )  # fmt: skip
        return refused

    def _lines(self, process: subprocess.Popen[bytes]) -> Iterator[dict[str, Any]]:
        assert process.stdout
        for line in process.stdout:
            yield msgspec.json.decode(line)

    def _bar(self) -> Progress:
        return Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[told]}"),
            TimeElapsedColumn(),
            console=self.teller.err,
            transient=True,
            disable=not self.teller.err.is_terminal,
        )

    def _tell_logins(self, address: str) -> None:
        teller = self.teller
        teller.out.print(teller.word("demo_logins", password=PASSWORD), markup=False)
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        for login in self.logins:
            role = teller.word(f"demo_role_{login['role']}")
            table.add_row(role, login["number"], login["name"], login["unit"])
        teller.out.print(table)
        teller.say("demo_stop")
        teller.say("demo_ready", address=address)
        sys.stdout.flush()
