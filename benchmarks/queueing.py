"""How long a reviewer waits for the next task while twenty pull at once.

python benchmarks/queueing.py [--tasks N] [--reviewers N] [--processes N] [--takes N]

Cases of forty teams in eight branches wait; a quarter of the reviewers look at a branch each, the
others at all of it. Everybody pulls, is done with it, pulls again, without a pause: what is timed
is the pull alone, with the connection that a request would have.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import msgspec

from goodfaith.platform.configuration import read_configuration
from goodfaith.platform.database import database_in_use

LIMIT_MS = 50
TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
SETTINGS = "goodfaith.platform.settings"
BRANCHES, TEAMS = 8, 40


class Pulled(msgspec.Struct, frozen=True):
    """Milliseconds of every pull, and how often each task was given.

    `bare` are those of transactions that do nothing, between the pulls: what the machine costs.
    """

    waiting: int
    reviewers: int
    milliseconds: list[float]
    given: Counter[int]
    seconds: float
    bare: list[float]

    @property
    def twice(self) -> int:
        return sum(count > 1 for count in self.given.values())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tasks", type=int, default=20_000)
    parser.add_argument("--reviewers", type=int, default=20)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--takes", type=int, default=100, help="of each reviewer, at most")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(told(pull(Path(folder), asked.tasks, asked.reviewers, asked.processes, asked.takes)))


def told(pulled: Pulled) -> str:
    times = sorted(pulled.milliseconds)
    p95 = statistics.quantiles(times, n=20)[-1]
    fits = "within" if p95 < LIMIT_MS else "over"
    return (
        f"tasks waiting           {pulled.waiting:>12,}\n"
        f"reviewers at once       {pulled.reviewers:>12,}\n"
        f"pulls                   {len(times):>12,}   {len(times) / pulled.seconds:,.0f}/s\n"
        f"a bare transaction, p50 {statistics.median(pulled.bare):>12.1f} ms\n"
        f"p50                     {statistics.median(times):>12.1f} ms\n"
        f"p95                     {p95:>12.1f} ms   {fits} {LIMIT_MS}\n"
        f"longest                 {times[-1]:>12.1f} ms\n"
        f"given twice             {pulled.twice:>12,}"
    )


def pull(home: Path, tasks: int, reviewers: int, processes: int, takes: int) -> Pulled:
    """Fill a home of its own, and let `reviewers` pull, spread over so many processes."""
    os.environ["GOODFAITH_HOME"] = str(home)
    os.environ |= {"GOODFAITH_MODE": "demo", "DJANGO_SETTINGS_MODULE": SETTINGS}
    configuration = read_configuration(os.environ)
    with database_in_use(configuration):
        import django

        django.setup()
        from django.db import connections

        from goodfaith.platform.serving.migrating import migrate

        migrate(configuration)
        numbers = fill(tasks, reviewers)
        connections.close_all()
        crews = [numbers[n::processes] for n in range(processes)]
        context = get_context("spawn")
        ready = context.Barrier(processes)
        with context.Pool(processes, _begin, (ready,)) as pool:
            found = pool.starmap(_crew, [(crew, takes) for crew in crews], chunksize=1)
            seconds = max(took for *_, took in found)
    times = [each for part, _, _, _ in found for each in part]
    bare = [each for _, _, part, _ in found for each in part]
    given = Counter(task for _, part, _, _ in found for task in part)
    return Pulled(tasks, reviewers, times, given, seconds, bare)


def fill(tasks: int, reviewers: int) -> list[str]:
    """Units, cases that wait, and reviewers; the numbers of those."""
    from django.db import connection, transaction
    from django.db.backends.postgresql.psycopg_any import DateRange

    from goodfaith.quality.models import Case, ReviewTask
    from goodfaith.quality.queue.ranking import rank
    from goodfaith.trust.models import Assignment, Level, Staff, Unit, UnitPosition

    always = DateRange(date(2020, 1, 1), None)
    with transaction.atomic():
        levels = [Level.objects.create(order=n, name=f"L{n}") for n in range(3)]
        top = Unit.objects.create(code="HQ", name="HQ", level=levels[0])
        branches = [
            Unit.objects.create(code=f"B{n}", name=f"B{n}", level=levels[1])
            for n in range(BRANCHES)
        ]
        teams = [
            Unit.objects.create(code=f"T{n}", name=f"T{n}", level=levels[2]) for n in range(TEAMS)
        ]
        UnitPosition.objects.create(unit=top, during=always)
        for branch in branches:
            UnitPosition.objects.create(unit=branch, parent=top, during=always)
        for n, team in enumerate(teams):
            UnitPosition.objects.create(unit=team, parent=branches[n % BRANCHES], during=always)
        people = Staff.objects.bulk_create(
            Staff(number=f"Q{n:03}", name=f"Q{n}", password="!") for n in range(reviewers)
        )
        Assignment.objects.bulk_create(
            Assignment(
                staff=one, role="reviewer", during=always,
                unit=branches[n % BRANCHES] if n % 4 == 3 else top,
            )
            for n, one in enumerate(people)
        )  # fmt: skip
        for start in range(0, tasks, 5_000):
            some = range(start, min(start + 5_000, tasks))
            paths = {n: [top.pk, branches[n % BRANCHES].pk, teams[n % TEAMS].pk] for n in some}
            cases = Case.objects.bulk_create(
                Case(kind="sale", sale=f"A{n}", day=TODAY, opened_at=NOW, unit_path=paths[n])
                for n in some
            )
            ReviewTask.objects.bulk_create(
                ReviewTask(
                    case=case, unit_path=case.unit_path, made_at=NOW, why=["sales"],
                    urgency=float(n % 5), rank=rank(TODAY + timedelta(days=n % 7), n % 5),
                )
                for n, case in zip(some, cases, strict=True)
            )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    return [one.number for one in people]


_ready: Any = None


def _begin(ready: Any) -> None:
    global _ready
    _ready = ready
    import django

    django.setup()


def _crew(numbers: Sequence[str], takes: int) -> tuple[list[float], list[int], list[float], float]:
    """Some reviewers, a thread each, with connections of their own."""
    times: list[float] = []
    given: list[int] = []
    bare: list[float] = []
    together = threading.Barrier(len(numbers) + 1)
    threads = [
        threading.Thread(target=_reviewer, args=(number, takes, together, times, given, bare))
        for number in numbers
    ]
    for thread in threads:
        thread.start()
    _ready.wait()
    together.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return times, given, bare, time.perf_counter() - began


def _reviewer(
    number: str,
    takes: int,
    together: threading.Barrier,
    times: list[float],
    given: list[int],
    bare: list[float],
) -> None:
    from django.db import connection, transaction
    from django.utils import timezone

    from goodfaith.quality.models import ReviewTask
    from goodfaith.quality.queue.taking import take_next
    from goodfaith.trust.models import Staff
    from goodfaith.trust.viewing import viewer_of

    viewer = viewer_of(Staff.objects.get(number=number), TODAY)
    connection.ensure_connection()
    together.wait()
    for _ in range(takes):
        began = time.perf_counter()
        task = take_next(actor=viewer, now=timezone.now())
        times.append((time.perf_counter() - began) * 1000)
        if task is None:
            break
        given.append(task.pk)
        began = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select 1")
        bare.append((time.perf_counter() - began) * 1000)
        ReviewTask.objects.filter(pk=task.pk).update(state="done", done_at=timezone.now())
    connection.close()


if __name__ == "__main__":
    main()
