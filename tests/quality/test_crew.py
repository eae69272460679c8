"""Processes that judge batches: answers in order, and a loss that is told."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from goodfaith.quality.versions.backtesting.crew import CrewLost, Processes
from goodfaith.quality.versions.backtesting.judging import Task

ANSWERS = """
import json, sys
for line in sys.stdin:
    ids = json.loads(line)["ids"]
    if 13 in ids:
        break
    moved = [{"conversation": str(id), "rule": "a.b", "how": "gained", "severity": "note"}
             for id in ids]
    print(json.dumps({"moved": moved}), flush=True)
"""


def task(*ids: int) -> Task:
    day = date(2026, 3, 1)
    return Task(list(ids), day, day, datetime(2026, 3, 1, tzinfo=UTC), [])


@pytest.fixture
def crew() -> Iterator[Processes]:
    command = [sys.executable, "-c", ANSWERS]
    pipe = subprocess.PIPE
    processes = [subprocess.Popen(command, stdin=pipe, stdout=pipe) for _ in range(2)]
    made = Processes(processes)
    yield made
    made.leave()
    for process in processes:
        process.communicate()


def test_answers_come_in_the_order_of_the_tasks(crew: Processes) -> None:
    done = crew.judge([task(n, n + 100) for n in range(20, 40)])
    assert [one.moved[0].conversation for one in done] == [str(n) for n in range(20, 40)]


def test_a_process_that_ends_in_the_middle_is_told(crew: Processes) -> None:
    with pytest.raises(CrewLost):
        crew.judge([task(1), task(13), task(2), task(3)])
