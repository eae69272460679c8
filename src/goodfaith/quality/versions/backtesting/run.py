"""Running a back-test: round by round, each round and its progress one change of the database."""

from __future__ import annotations

import os
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import timezone

from goodfaith.analysis.rules.reading import RulebookInvalid
from goodfaith.conversations.models import Conversation, Reading, RulebookEdition
from goodfaith.conversations.reading.editions import files_of as files_of_edition
from goodfaith.platform.events import job
from goodfaith.quality.models import Backtest, BacktestChange
from goodfaith.quality.versions.backtesting.crew import Crew, CrewLost, crew_of
from goodfaith.quality.versions.backtesting.judging import Task
from goodfaith.quality.versions.backtesting.trial import (
    Bench,
    Moved,
    Trial,
    book_of,
    contents_of,
    trial_of,
)
from goodfaith.quality.versions.contents import files_of
from goodfaith.quality.versions.slicing import is_rule, sliced

BATCH = 200
ROUND = 4_000
FEW = 2_000
"""Up to so many conversations are judged here: two processes take a second or two to start."""
MOST_PROCESSES = 2
SECONDS_AT_A_TIME = 90.0
"""Then another job of the queue has its turn."""

State = Backtest.State


@job("quality.backtest", queue="bulk", lock="quality.backtest:{backtest}")
def backtest_job(*, backtest: int) -> None:
    """Go on with a back-test, and ask for the rest.

    Lost processes and a database that is away are tried again; what the engine fails on is told.
    """
    try:
        is_more = go_on(backtest)
    except (CrewLost, OperationalError):
        raise
    except Exception as error:
        _fail(backtest, error)
        return
    if is_more:
        backtest_job.later(backtest=backtest)


def _fail(id: int, error: Exception) -> None:
    """Where it failed, without the message: that may quote what people said."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
    Backtest.objects.filter(pk=id, state=State.RUNNING).update(
        state=State.FAILED, failure=place[:200], ended_at=timezone.now()
    )


def go_on(id: int, clock: Callable[[], float] = monotonic) -> bool:
    """Judge for a while; whether there is more to do.

    Two who do it at once do nothing twice: a round counts only where the last one ended.
    """
    row = Backtest.objects.select_related("version", "against").get(pk=id)
    if row.state != State.RUNNING:
        return False
    trial = trial_of(files_of(row.against), files_of(row.version, row.changes))
    ids = _left(row)
    until = clock() + SECONDS_AT_A_TIME
    with crew_of(trial, _size(len(ids))) as crew:
        editions = editions_that_heard(trial, row)
        for start in range(0, max(1, len(ids)), ROUND):
            part = ids[start : start + ROUND]
            if not _round(row, crew, part, editions, start + ROUND >= len(ids)):
                return False
            if start + ROUND < len(ids) and clock() > until:
                return True
    return False


def _left(row: Backtest) -> list[int]:
    period = Conversation.objects.filter(day__range=(row.from_on, row.to_on))
    wanted = period.filter(pk__gt=row.reached_id, revision__isnull=False)
    return list(wanted.order_by("pk").values_list("pk", flat=True))


def _size(count: int) -> int:
    if count <= FEW or settings.CONFIGURATION.mode == "test":
        return 1
    return min(MOST_PROCESSES, os.cpu_count() or 1)


def editions_that_heard(trial: Trial, row: Backtest) -> list[int]:
    """Editions whose readings heard exactly the points under trial.

    What they kept need not be listened for again; with another wording of a point none can be
    used.
    """
    bench = Bench(trial)
    if not bench.has_same_points:
        return []
    readings = Reading.objects.filter(
        pk__in=Conversation.objects.filter(day__range=(row.from_on, row.to_on)).values("reading")
    )
    used = readings.order_by().values_list("edition", flat=True).distinct()
    paths = [path for path in trial.new if is_rule(path)]
    return [e.pk for e in RulebookEdition.objects.filter(pk__in=used) if _heard(e, paths, bench)]


def _heard(edition: RulebookEdition, paths: Sequence[str], bench: Bench) -> bool:
    try:
        files = sliced(files_of_edition(edition), paths)
        known = contents_of(book_of(files, bench.trial.rules))
    except RulebookInvalid:
        return False  # it is read otherwise today
    return all(known.get(id) == content for id, content in contents_of(bench.new).items())


def _round(
    row: Backtest, crew: Crew, ids: Sequence[int], editions: list[int], is_last: bool
) -> bool:
    """Whether the back-test goes on after these conversations."""
    began = monotonic()
    moment = row.asked_at
    tasks = [
        Task(list(ids[k : k + BATCH]), row.from_on, row.to_on, moment, editions)
        for k in range(0, len(ids), BATCH)
    ]
    try:
        moved = [one for done in crew.judge(tasks) for one in done.moved]
    except CrewLost:
        if Backtest.objects.filter(pk=row.pk, state=State.RUNNING).exists():
            raise  # the job is tried again, from where the last round ended
        return False
    with transaction.atomic():
        now = Backtest.objects.select_for_update().get(pk=row.pk)
        if now.state != State.RUNNING or now.reached_id != row.reached_id:
            return False
        _keep(now, moved)
        now.done += len(ids)
        now.reached_id = ids[-1] if ids else now.reached_id
        now.seconds += monotonic() - began
        if is_last:
            now.state, now.ended_at, now.total = State.DONE, timezone.now(), now.done
        now.save()
    row.reached_id = now.reached_id
    return now.state == State.RUNNING


def _keep(row: Backtest, moved: Sequence[Moved]) -> None:
    rows_of = _rows_of({one.conversation for one in moved})
    found = [
        BacktestChange(
            backtest=row, conversation_id=rows_of[one.conversation], rule=one.rule, how=one.how,
            severity=one.severity, about=one.about[:200], words=[list(w) for w in one.words],
        )
        for one in moved
        if one.conversation in rows_of
    ]  # fmt: skip
    BacktestChange.objects.bulk_create(found, ignore_conflicts=True, batch_size=2_000)
    counts = {rule: Counter(by_how) for rule, by_how in row.counts.items()}
    for change in found:
        counts.setdefault(change.rule, Counter())[change.how] += 1
    row.counts = {rule: dict(by_how) for rule, by_how in sorted(counts.items())}


def _rows_of(external: Iterable[str]) -> dict[str, int]:
    wanted = Conversation.objects.filter(external_id__in=list(external))
    return dict(wanted.values_list("external_id", "pk"))
