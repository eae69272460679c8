"""`goodfaith import`: files of facts into this machine's database, and what a kill leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded_users import ask, remove, wait_for
from goodfaith.platform.embedded import known_dsn
from migrated_home import migrated_home

POLICIES = (
    "保单号,投保人客户号,首期保费（元）,保单状态,承保日\n"
    "P1,K1,8000,有效,2026-03-08\nP2,K2,5000,失效,2026-04-01\n"
)


def policies(letter: str) -> str:
    """Two of them, under ids of one test."""
    return POLICIES.replace("P", letter)


MANY = 20_000
"""Ten batches."""
COMMAND = (sys.executable, "-m", "goodfaith.cli", "--lang", "en")


class Home:
    """A home with tables, and the command as somebody types it there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = os.environ | {"GOODFAITH_HOME": str(folder), "GOODFAITH_MODE": "demo"}

    def typed(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *words], env=self.environment, capture_output=True, text=True,
            timeout=180, check=False,
        )  # fmt: skip

    def imported(self, content: str, *more: str, kind: str = "policy") -> tuple[int, str]:
        file = self.folder / f"{kind}.csv"
        file.write_text(content, encoding="utf-8")
        done = self.typed("import", str(file), "--kind", kind, "--source", "core", *more)
        return done.returncode, done.stdout + done.stderr

    def ask(self, query: str) -> list[tuple[object, ...]]:
        """What the database says; nothing while it is not there."""
        dsn = known_dsn(self.folder, "owner")
        return ask(dsn, query) or [] if dsn else []


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    folder = migrated_home()
    yield Home(folder)
    remove(folder)


@pytest.fixture(scope="module")
def database(home: Home) -> Iterator[Home]:
    """The database of that home, held in use, so that it can be asked."""
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDS], env=home.environment, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout
    assert holder.stdin
    holder.stdout.readline()
    yield home
    holder.communicate("")


_HOLDS = """
import os, sys
from goodfaith.platform.configuration import read_configuration
from goodfaith.platform.database import database_in_use
with database_in_use(read_configuration(os.environ)):
    print("here", flush=True)
    sys.stdin.read()
"""


def test_a_dry_run_tells_what_would_change_and_changes_nothing(database: Home) -> None:
    code, told = database.imported(policies("D"), "--dry-run")
    assert code == 0, told
    assert "2 new" in told
    assert keys(database, "D") == []


def test_rows_are_taken_in_once_however_often_the_file_is_given(database: Home) -> None:
    for _ in range(2):
        code, told = database.imported(policies("T"))
        assert code == 0, told
    assert keys(database, "T") == ["T1", "T2"]
    rows = database.ask("select added, same from policies_factimport order by id desc limit 2")
    assert rows == [(0, 2), (2, 0)]
    assert database.ask("select count(*) from policies_factversion where key ~ '^T'") == [(0,)]


def keys(database: Home, letter: str) -> list[object]:
    """The policies that are there, of one test."""
    rows = database.ask("select key from policies_factrecord where kind = 'policy' order by key")
    return [row[0] for row in rows if str(row[0]).startswith(letter)]


def test_refused_rows_are_told_with_their_place_and_the_others_are_in(database: Home) -> None:
    wrong = policies("R").replace("5000", "many") + "R3,K3,100,有效,2026-05-01\n"
    code, told = database.imported(wrong)
    assert code == 1
    assert "row 3" in told
    assert "首期保费" in told
    assert keys(database, "R") == ["R1", "R3"]


def test_a_kind_or_a_column_that_nobody_knows_is_refused_before_anything(
    database: Home, tmp_path: Path
) -> None:
    assert database.imported(POLICIES, kind="polcy")[0] == 2
    mapping = tmp_path / "m.yaml"
    mapping.write_text("columns: {保单号: id, 首期保费（元）: price}", encoding="utf-8")
    code, told = database.imported(POLICIES, "--mapping", str(mapping))
    assert (code, "field_unknown" in told or "expected" in told) == (2, True), told
    mapping.write_text("- nothing", encoding="utf-8")
    assert database.imported(POLICIES, "--mapping", str(mapping))[0] == 2
    missing = database.typed("import", "nowhere.csv", "--kind", "policy", "--source", "core")
    assert missing.returncode == 2


def test_a_mapping_names_columns_that_no_heading_tells(database: Home, tmp_path: Path) -> None:
    mapping = tmp_path / "m.yaml"
    mapping.write_text("columns: {a: id, b: premium, c: ''}", encoding="utf-8")
    code, told = database.imported("a,b,c\nM1,700,x\n", "--mapping", str(mapping))
    assert code == 0, told
    rows = database.ask(
        "select (values->>'premium')::float from policies_factrecord where key = 'M1'"
    )
    assert rows == [(700.0,)]


def test_whoever_is_killed_in_the_middle_leaves_whole_batches_and_the_next_one_the_rest(
    database: Home,
) -> None:
    file = database.folder / "many.csv"
    rows = "".join(f"Z{n:06},K{n},{n % 900}\n" for n in range(MANY))
    file.write_text(f"保单号,投保人客户号,首期保费（元）\n{rows}", encoding="utf-8")
    words = ("import", str(file), "--kind", "policy", "--source", "core")
    process = subprocess.Popen(
        [*COMMAND, *words], env=database.environment, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    there = "select count(*) from policies_factrecord where key ~ '^Z'"
    wait_for(lambda: database.ask(there)[0][0], seconds=120)
    process.send_signal(signal.SIGKILL)
    process.wait()
    wait_for(lambda: not database.ask(_BUSY)[0][0])
    (half,) = database.ask(there)[0]
    (reached, added) = database.ask(
        "select reached, added from policies_factimport order by id desc limit 1"
    )[0]
    assert 0 < half < MANY  # type: ignore[operator]
    # Compared first, so that it has reached what it has taken in since.
    assert (reached, added) == (half, half)
    assert database.ask(_LATEST) == [("importing", half)]
    code, told = database.imported(policies("Y"))
    assert code == 0, told
    assert "interrupted" in told
    assert database.ask(there) == [(MANY,)]
    assert database.ask(f"{_LATEST} offset 1") == [("done", MANY)]
    assert database.ask("select count(*) from policies_factversion where key ~ '^Z'") == [(0,)]
    assert database.ask(_TOLD) == [(MANY, MANY)]


def test_of_a_file_that_is_another_by_now_nothing_more_is_taken_in(database: Home) -> None:
    """As if the command had died before it took in anything."""
    assert database.imported(policies("X"))[0] == 0
    last = "(select max(id) from policies_factimport)"
    database.ask(
        f"update policies_factimport set state = 'importing' where id = {last} returning 1"
    )
    code, told = database.imported(policies("W"))
    assert code == 0, told
    assert database.ask(f"{_LATEST} offset 1") == [("failed", 2)]
    assert keys(database, "X") == ["X1", "X2"]


_LATEST = "select state, added from policies_factimport order by id desc limit 1"
_BUSY = (
    "select count(*) from pg_stat_activity where state <> 'idle' and pid <> pg_backend_pid()"
    " and backend_type = 'client backend'"
)
_TOLD = """
select count(*), count(distinct key) from platform_event,
    jsonb_array_elements_text(payload->'about') as key
where kind = 'policies.facts_received' and key ~ '^policy:Z'
"""
