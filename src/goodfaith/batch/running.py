"""A run whose findings are wanted at once, not in a file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from goodfaith.analysis.finding import Finding
from goodfaith.analysis.problems import UnreadableInput
from goodfaith.batch.plan import Plan
from goodfaith.batch.run import Progress, Run, run
from goodfaith.batch.spool import Spool

_DECODER = msgspec.json.Decoder(Finding)


@contextmanager
def completed(plan: Plan, watch: Callable[[Progress], None] = lambda _: None) -> Iterator[Run]:
    """Run a plan to its end; the spool lives as long as the block.

    Raises `UnreadableInput` when anything could not be read and the plan does not keep going,
    `KeyboardInterrupt` when it was interrupted.
    """
    with tempfile.TemporaryDirectory(prefix="goodfaith-") as folder:
        spool = Spool(Path(folder, "run"), plan.identity, resume=False)
        try:
            done = run(plan, spool, watch)
            if done.interrupted:
                raise KeyboardInterrupt
            if done.problems and not plan.keep_going:
                raise UnreadableInput(done.problems)
            yield done
        finally:
            spool.close(remove=True)


def findings_of(done: Run) -> Iterator[Finding]:
    """The findings of a run, in their stable order."""
    return map(_DECODER.decode, done.spool.findings())
