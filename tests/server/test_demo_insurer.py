"""The whole demo killed while it moves in, started again, and where it refuses to move in."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.utils import timezone

from demo_served import COMMAND, READY_SECONDS, Demo
from embedded_users import ask, open_folder, remove, wait_for
from goodfaith.demo.insurer.state import TRUTH, read_state
from goodfaith.demo.simulator import simulate
from goodfaith.platform.embedded import known_dsn
from migrated_home import migrated_home

QUICK_SECONDS = 60
"""Generous: other work may run beside the tests. On an idle machine it takes a few."""

WORK = {
    "quality_caseact": "case_id, kind, at",
    "quality_decision": "case_id, rule, seat, ended_at",
    "quality_notice": "case_id, adviser_id, number",
    "quality_charge": "decision_id, ended_at",
    "quality_appealstep": "appeal_id, kind, stage",
    "quality_correctivestep": "action_id, at",
}
"""Tables of what people do, and what there can be only one of."""


@pytest.fixture
def home() -> Iterator[Path]:
    folder = open_folder()
    yield folder
    remove(folder)


@pytest.fixture
def migrated() -> Iterator[Path]:
    folder = migrated_home()
    yield folder
    remove(folder)


def rows(home: Path, query: str) -> list[tuple[Any, ...]]:
    """Nothing while there is no server or no such table yet."""
    with suppress(psycopg.Error):
        if dsn := known_dsn(home, "owner"):
            return list(ask(dsn, query) or [])
    return []


def number(home: Path, table: str, where: str = "true") -> int:
    found = rows(home, f"select count(*) from {table} where {where}")
    return int(found[0][0]) if found else 0


def test_killed_while_it_moves_in_it_ends_with_everything_once(home: Path) -> None:
    demo = Demo(home)
    wait_for(lambda: number(home, "trust_staff"), seconds=120)
    demo.kill()
    demo = Demo(home)
    wait_for(lambda: number(home, "conversations_conversation"), seconds=120)
    demo.kill()
    state = read_state(home)
    assert state is not None
    assert not state.complete

    before, demo = timezone.now(), Demo(home)
    wait_for(lambda: number(home, "quality_decision"), seconds=READY_SECONDS)
    demo.kill()
    demo = Demo(home)
    logins = demo.logins()
    talks = list(simulate("tiny", state.seed, state.today).conversations())
    sure = {one.conversation.id for one in talks if one.received_at <= before}
    found = {row[0] for row in rows(home, "select external_id from conversations_conversation")}
    assert sure <= found <= {one.conversation.id for one in talks}
    assert number(home, "conversations_conversation", "state <> 'read'") == 0
    assert number(home, "conversations_revision") == len(found)
    truths = (home / TRUTH).read_bytes().splitlines()
    assert sorted(json.loads(line)["conversation"] for line in truths) == sorted(
        one.conversation.id for one in talks
    )
    work = work_done(home)
    assert demo.leave() == 0

    demo = Demo(home)
    assert demo.logins() == logins
    assert time.monotonic() - demo.begun_at < QUICK_SECONDS
    assert number(home, "conversations_revision") == len(found)
    assert work_done(home) == work
    assert demo.leave() == 0


def work_done(home: Path) -> dict[str, int]:
    """What the insurer's people have done, each of it once."""
    state = read_state(home)
    assert state is not None
    assert state.reviewed
    for table, once in WORK.items():
        twice = f"select {once} from {table} group by {once} having count(*) > 1"
        assert rows(home, twice) == []
    assert number(home, "quality_case", "state = 'closed'")
    assert number(home, "quality_reviewtask", "state = 'waiting'")
    assert number(home, "quality_reviewtask", "state = 'held'") == 0
    return {table: number(home, table) for table in WORK}


def test_it_does_not_move_in_where_conversations_are_already(
    migrated: Path, tmp_path: Path
) -> None:
    calls = tmp_path / "calls.jsonl"
    call = {"id": "c1", "channel": "phone", "started_at": "2026-11-01T10:00:00+08:00",
            "turns": [{"role": "adviser", "text": "您好。"}]}  # fmt: skip
    calls.write_text(json.dumps(call, ensure_ascii=False))
    subprocess.run(
        [*COMMAND, "ingest", str(calls)],
        env=os.environ | {"GOODFAITH_HOME": str(migrated), "GOODFAITH_MODE": "demo"},
        check=True,
    )
    demo = Demo(migrated)
    demo.wait_until_it_says("mix")  # the lines are broken by width
    assert number(migrated, "conversations_conversation") == 1
    assert number(migrated, "trust_staff") == 0
    assert demo.leave() == 0
