"""A progress bar with rate and time left, on standard error; quiet when that is no terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from goodfaith.batch.run import Progress as Done
from goodfaith.cli.telling import Teller


@contextmanager
def watching(teller: Teller) -> Iterator[Callable[[Done], None]]:
    """Yield what a run is to call after every parcel."""
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=28),
        TextColumn("{task.percentage:>3.0f}%"),
        TextColumn("{task.fields[told]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=teller.err,
        transient=True,
        disable=not teller.err.is_terminal,
    ) as bar:
        task = bar.add_task(teller.word("phase_reading"), total=None, told="")

        def watch(done: Done) -> None:
            elapsed = bar.tasks[0].elapsed or 0.0
            rate = done.utterances / elapsed if elapsed else 0.0
            told = teller.word(
                "progress",
                conversations=f"{done.conversations:,}",
                rate=f"{rate:,.0f}",
                findings=f"{done.findings:,}",
            )
            bar.update(
                task,
                description=teller.word(f"phase_{done.phase}"),
                completed=done.done,
                total=done.total or None,
                told=told,
            )

        yield watch
