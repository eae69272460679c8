"""Who judges the batches of a back-test: processes of their own, or this one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from typing import IO, Protocol, cast

import msgspec

from goodfaith.quality.versions.backtesting.judging import Done, Task, judge_task
from goodfaith.quality.versions.backtesting.trial import Bench, Trial

_DONE = msgspec.json.Decoder(Done)
_CHILD = "goodfaith.quality.versions.backtesting.child"


class Crew(Protocol):
    def judge(self, tasks: Sequence[Task]) -> list[Done]:
        """What each task gave, in their order."""


class CrewLost(RuntimeError):
    """A process ended in the middle of its work."""


class Alone:
    """Judges in the process that asks: for few conversations, and within a transaction of tests."""

    def __init__(self, trial: Trial) -> None:
        self.bench = Bench(trial)

    def judge(self, tasks: Sequence[Task]) -> list[Done]:
        return [judge_task(self.bench, task) for task in tasks]


class Processes:
    """Each takes the next batch as soon as it is free."""

    def __init__(self, processes: Sequence[subprocess.Popen[bytes]]) -> None:
        self._free: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        for process in processes:
            self._free.put(process)
        self._threads = ThreadPoolExecutor(len(processes))  # they only wait for an answer

    def judge(self, tasks: Sequence[Task]) -> list[Done]:
        """Raises `CrewLost`."""
        return list(self._threads.map(self._judge, tasks))

    def _judge(self, task: Task) -> Done:
        process = self._free.get()
        try:
            sent, answers = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
            sent.write(msgspec.json.encode(task) + b"\n")
            sent.flush()
            line = answers.readline()
        except OSError:
            line = b""
        finally:
            self._free.put(process)
        if not line:
            raise CrewLost(f"process {process.pid}: found no answer, expected one")
        return _DONE.decode(line)

    def leave(self) -> None:
        self._threads.shutdown(cancel_futures=True)


@contextmanager
def crew_of(trial: Trial, size: int) -> Iterator[Crew]:
    """So many processes that know the trial; with fewer than two this one does the work."""
    if size < 2:
        yield Alone(trial)
        return
    processes = [_started(trial) for _ in range(size)]
    crew = Processes(processes)
    try:
        yield crew
    finally:
        for process in processes:
            with suppress(OSError):  # one that was killed did not read the rest
                cast(IO[bytes], process.stdin).close()
        crew.leave()
        for process in processes:
            process.wait()


def _started(trial: Trial) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(  # noqa: S603 (our own program)
        [sys.executable, "-m", _CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    sent = cast(IO[bytes], process.stdin)
    sent.write(msgspec.json.encode(trial) + b"\n")
    sent.flush()
    return process
