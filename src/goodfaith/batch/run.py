"""Runs a plan: parcels to workers, outcomes to the spool, then sales and customers are judged."""

from __future__ import annotations

import gc
import multiprocessing
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from goodfaith.analysis.conditions.occurrences import instant_of
from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers.sources import Source, open_inputs
from goodfaith.analysis.scope import CHINA
from goodfaith.batch.desk import Desk, Outcome, Told, failed
from goodfaith.batch.parcels import Parcel, parcels
from goodfaith.batch.plan import Plan
from goodfaith.batch.spool import Noted, Spool

MOST_PROBLEMS_KEPT = 10_000
IN_FLIGHT_A_WORKER = 3


@dataclass
class Progress:
    """How far a run is; handed to `watch` after every parcel."""

    phase: str = "reading"
    conversations: int = 0
    utterances: int = 0
    findings: int = 0
    done: float = 0.0
    total: float = 0.0


@dataclass
class Run:
    """A run and what came of it. `problems` holds the first ones, `problem_count` counts all."""

    plan: Plan
    spool: Spool
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    waiting: Counter[tuple[str, str]] = field(default_factory=Counter)
    ignored: Counter[str] = field(default_factory=Counter)
    sources: list[Source] = field(default_factory=list)
    as_of: datetime | None = None
    interrupted: bool = False
    progress: Progress = field(default_factory=Progress)

    def take(self, noted: Noted) -> None:
        """Add what one parcel had to tell."""
        self.waiting.update(noted.waiting)
        self.ignored.update(noted.ignored)
        self.note(noted.problems)

    def note(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.problem_count += 1
            if len(self.problems) < MOST_PROBLEMS_KEPT:
                self.problems.append(problem)


def run(plan: Plan, spool: Spool, watch: Callable[[Progress], None] = lambda _: None) -> Run:
    """Read and judge everything the plan names.

    An interruption (Ctrl-C) ends the reading after the parcels under way; what is stored stays.
    Sales and customers are judged only when all has been read.
    """
    started = Run(plan, spool, sources=list(open_inputs(plan.inputs, plan.options)))
    started.progress.total = float(sum(_size(s) for s in started.sources))
    try:
        _read_all(started, watch)
    except KeyboardInterrupt:
        started.interrupted = True
        return started
    started.progress.phase = "judging"
    started.as_of = plan.as_of or _last_moment(plan, spool)
    _judge_later(started, watch)
    return started


def _size(source: Source) -> int:
    return source.path.stat().st_size if source.path.is_file() else 0


def _read_all(started: Run, watch: Callable[[Progress], None]) -> None:
    for noted in started.spool.noted():
        started.take(noted)
    waiting = (
        parcel
        for parcel in _followed(started)
        if not started.spool.has(parcel.source, parcel.number)
    )
    for outcome in _outcomes(started.plan, waiting):
        started.take(started.spool.store(outcome))
        progress = started.progress
        progress.conversations += len(outcome.read)
        progress.utterances += sum(read.utterances for read in outcome.read)
        progress.findings += sum(len(read.told) for read in outcome.read)
        watch(progress)


def _followed(started: Run) -> Iterator[Parcel]:
    """The parcels, noting how much of the input has been handed out."""
    for source in started.sources:
        before = started.progress.done
        for parcel in parcels([source], started.plan.options):
            if parcel.raw is not None:
                started.progress.done += parcel.size
            yield parcel
        started.progress.done = before + _size(source)


def _outcomes(plan: Plan, waiting: Iterator[Parcel]) -> Iterator[Outcome]:
    if plan.workers <= 1:
        desk = _settled(Desk(plan))
        yield from map(desk.work, waiting)
        return
    global _desk
    if _FORKS:
        _desk = _settled(Desk(plan))
    context = multiprocessing.get_context("fork" if _FORKS else "spawn")
    with ProcessPoolExecutor(plan.workers, context, _sit_down, (plan,)) as pool:
        try:
            yield from _in_order(pool, waiting, plan.workers * IN_FLIGHT_A_WORKER)
        except KeyboardInterrupt:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def _settled(desk: Desk) -> Desk:
    """Build what the desk needs, and have the garbage collector leave it alone.

    It stays as long as the process; walked again and again it would cost a tenth of the time, and
    every forked worker a copy of its own.
    """
    _ = desk.rulebook.scanner
    gc.collect()
    gc.freeze()
    return desk


def _in_order(pool: ProcessPoolExecutor, waiting: Iterator[Parcel], most: int) -> Iterator[Outcome]:
    """At most `most` parcels are under way, so that a fast reader does not fill the memory."""
    under_way: list[Future[Outcome]] = [pool.submit(_work, p) for p in islice(waiting, most)]
    while under_way:
        yield under_way.pop(0).result()
        under_way.extend(pool.submit(_work, parcel) for parcel in islice(waiting, 1))


_desk: Desk

# Where a process can be forked, workers start at once with what their parent has built.
_FORKS = sys.platform == "linux" and sys.version_info < (3, 12)


def _sit_down(plan: Plan) -> None:
    """A worker leaves Ctrl-C to its parent, and finishes the parcel it has."""
    global _desk
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if not _FORKS:
        _desk = _settled(Desk(plan))


def _work(parcel: Parcel) -> Outcome:
    return _desk.work(parcel)


def _last_moment(plan: Plan, spool: Spool) -> datetime | None:
    """The last moment the input knows of: by default judging is done for it, not for today."""
    starts = spool.starts()
    moments = [datetime.fromtimestamp(starts[1], CHINA)] if starts else []
    for fact in plan.facts:
        moments += [
            instant_of(value, CHINA)
            for name, value in fact.values.items()
            if isinstance(value, date) and name in _PAST
        ]
    return max(moments, default=None)


# Days that lie in the past when a source tells them; deadlines and ends of terms do not.
_PAST = frozenset(
    "at signed_on issued_on receipt_on requested_at surrendered_on announced_on recorded_at "
    "checked_on left_on paid_on reported_at decided_on closed_at answered_at accepted_at".split()
)


def _judge_later(started: Run, watch: Callable[[Progress], None]) -> None:
    plan, spool = started.plan, started.spool
    desk = Desk(plan)
    spool.forget_later()
    if not desk.judges_later:
        return
    for scope, known in (("sale", _known_sales(plan)), ("customer", _known_customers(plan))):
        told: list[Told] = []
        for key, packs in _merged(spool.groups(scope), known):
            try:
                told += desk.judge_later(scope, key, packs, started.as_of, started.waiting)
            except Exception as error:
                started.note([failed(error, scope, key)])
            if len(told) >= 1000:
                started.progress.findings += len(told)
                spool.store_later(told)
                told = []
                watch(started.progress)
        spool.store_later(told)
        started.progress.findings += len(told)
    watch(started.progress)


def _merged(
    groups: Iterator[tuple[str, list[bytes]]], known: list[str]
) -> Iterator[tuple[str, list[bytes]]]:
    """Also those that only facts know of, in order of key."""
    ahead = iter(known)
    expected = next(ahead, None)
    for key, packs in groups:
        while expected is not None and expected <= key:
            if expected < key:
                yield expected, []
            expected = next(ahead, None)
        yield key, packs
    while expected is not None:
        yield expected, []
        expected = next(ahead, None)


def _known_sales(plan: Plan) -> list[str]:
    keys = set()
    for fact in plan.facts:
        if fact.kind in ("application", "policy"):
            keys.add(
                plan.facts.sale_of(
                    fact.id if fact.kind == "application" else "",
                    fact.id if fact.kind == "policy" else "",
                )
            )
    return sorted(keys - {""})


def _known_customers(plan: Plan) -> list[str]:
    named = {fact.text("customer") for fact in plan.facts}
    named |= {fact.id for fact in plan.facts if fact.kind == "customer"}
    return sorted(named - {""})


def spool_path(out: Path) -> Path:
    """Where a run with this output keeps what it has done."""
    return out.with_name(f".{out.name}.goodfaith-run")
