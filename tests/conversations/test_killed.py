"""Processes that are killed while they take in a file, and batches that come side by side.

In a home of their own: other processes do not see what a test has not committed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from arrivals import call, lines

from embedded_users import remove, wait_for
from goodfaith.platform.embedded import embedded_postgres
from migrated_home import migrated_home

_START = """
import os, sys
from pathlib import Path
home = Path(os.environ["GOODFAITH_HOME"])
from goodfaith.platform.embedded import embedded_postgres
with embedded_postgres(home):
    import django
    django.setup()
    from django.utils import timezone
"""
_MIGRATE = (
    _START
    + """
    from django.core.management import call_command
    call_command("migrate", database="owner", verbosity=0)
    from goodfaith.conversations.models import Delivery
    file = Path(sys.argv[1])
    made = Delivery.objects.create(name=file.name, source="cli", begun_at=timezone.now(),
        state="waiting", path=str(file), size=file.stat().st_size)
    print(made.pk)
"""
)
_TAKE_IN = (
    _START
    + """
    from goodfaith.conversations.deliveries import taking_in
    taking_in.ITEMS_AT_ONCE = 5
    taking_in.take_in(int(sys.argv[1]))
"""
)
_RECEIVE = (
    _START
    + """
    from goodfaith.analysis.conversation import Conversation
    from goodfaith.conversations.receiving import receive
    ids = [f"c{n}" for n in range(60)]
    if sys.argv[1] == "backwards":
        ids.reverse()
    sys.stdin.readline()
    for round in range(10):
        batch = [Conversation(id, adviser=str(round)) for id in ids]
        receive(batch, source="x", actor="system", now=timezone.now())
"""
)


@pytest.fixture
def home() -> Iterator[Path]:
    folder = migrated_home()
    yield folder
    remove(folder)


class Worker:
    """A program in a process of its own."""

    def __init__(self, home: Path, program: str, *arguments: object) -> None:
        environment = os.environ | {"GOODFAITH_HOME": str(home)}
        self.process = subprocess.Popen(
            [sys.executable, "-c", program, *map(str, arguments)],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def end(self) -> str:
        told, _ = self.process.communicate("\n", timeout=60)
        assert self.process.returncode == 0
        return told.strip()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate(timeout=60)


def test_killed_again_and_again_every_conversation_is_taken_in_once(
    home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "calls.jsonl"
    file.write_bytes(lines([call(f"c{n}") for n in range(3_000)]) + b"{}\n")
    with (
        embedded_postgres(home) as database,
        psycopg.connect(database.dsn("owner"), autocommit=True) as connection,
    ):
        delivery = Worker(home, _MIGRATE, file).end()

        def reached() -> int:
            query = "select reached from conversations_delivery where id = %s"
            row = connection.execute(query, [delivery]).fetchone()
            return int(row[0]) if row else 0

        for _ in range(4):
            before, worker = reached(), Worker(home, _TAKE_IN, delivery)
            wait_for(lambda before=before: reached() > before)  # type: ignore[misc]
            worker.kill()
        Worker(home, _TAKE_IN, delivery).end()
        counted = connection.execute(
            "select state, reached, added, revised, same, refused,"
            " (select count(*) from conversations_conversation),"
            " (select count(*) from conversations_revision),"
            " (select count(*) from platform_event where kind = 'conversations.received')"
            " from conversations_delivery"
        ).fetchone()
    assert counted == ("done", 3_001, 3_000, 0, 0, 1, 3_000, 3_000, 3_000)


def test_batches_with_the_same_ids_side_by_side_wait_for_each_other(
    home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "none.jsonl"
    file.write_bytes(b"")
    with (
        embedded_postgres(home) as database,
        psycopg.connect(database.dsn("owner"), autocommit=True) as connection,
    ):
        Worker(home, _MIGRATE, file).end()
        workers = [Worker(home, _RECEIVE, way) for way in ("forwards", "backwards")]
        for worker in workers:
            worker.end()
        counted = connection.execute(
            "select count(*), count(distinct external_id),"
            " (select count(*) from (select 1 from conversations_revision"
            "   group by conversation_id having max(number) <> count(*)) as wrong)"
            " from conversations_conversation"
        ).fetchone()
    assert counted == (60, 60, 0)
