"""A run that is interrupted keeps what it has done, and goes on as if nothing had happened."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from io import BytesIO
from pathlib import Path

import pytest

from goodfaith.analysis.metadata import read_metadata
from goodfaith.batch import desk
from goodfaith.batch.plan import Plan
from goodfaith.batch.run import run, spool_path
from goodfaith.batch.spool import Spool
from goodfaith.batch.summary import summarise
from goodfaith.cli import main
from made_runs import FACTS, RULEBOOK, RULES, write_lines
from small_world import at, book, talk, written

COUNT = 1_000


def calls(count: int = COUNT):
    for number in range(count):
        sale = f"A{number % 50}"
        yield talk(
            f"n{number:05}",
            ("A", "这款保本的，利率3%"),
            ("C", "这是存款吧，同意"),
            ("A", "您好"),
            ("C", "别再打了"),
            ("A", "好的"),
            customer=f"K{number % 50}",
            applications=(sale,),
            direction="outbound",
            purpose="sales",
            started_at=at(f"2026-03-{1 + number % 28:02}T10:00:00"),
        )


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("spool")
    path = write_lines(folder / "calls.jsonl", list(calls()))
    lines = path.read_bytes().split(b"\n")
    lines[100] = b"{broken"
    lines[150] = lines[150].replace(b'"text"', b'"unknown member":1,"text"')
    lines[200] = lines[7].replace("保本".encode(), "稳当".encode())  # an id that came before
    path.write_bytes(b"\n".join(lines))
    return folder


def plan(folder: Path, **members) -> Plan:
    facts = book(*(fact for fact in FACTS if fact["kind"] != "product"))
    members = {"keep_going": True} | members
    return Plan((folder / "calls.jsonl",), RULEBOOK, facts, **members)


@pytest.fixture(scope="module")
def uninterrupted(folder) -> tuple[object, ...]:
    spool = Spool(folder / "whole", plan(folder).identity, resume=False)
    done = run(plan(folder), spool)
    told = list(spool.findings()), summarise(done), done.problems
    spool.close(remove=True)
    return told


@pytest.mark.parametrize("parcels", [0, 1, 5])
@pytest.mark.parametrize("failure", [KeyboardInterrupt, MemoryError])
def test_a_run_that_broke_off_goes_on_to_the_same_end(
    folder, tmp_path, monkeypatch, uninterrupted, parcels, failure
):
    path = tmp_path / "run"
    spool = Spool(path, plan(folder).identity, resume=False)
    store, stored = spool.store, []

    def failing(outcome):
        if len(stored) == parcels:
            raise failure
        stored.append(outcome.number)
        return store(outcome)

    monkeypatch.setattr(spool, "store", failing)
    if failure is KeyboardInterrupt:
        assert run(plan(folder), spool).interrupted
    else:
        with pytest.raises(MemoryError):
            run(plan(folder), spool)
    spool.close(remove=False)

    again = Spool(path, plan(folder).identity, resume=True)
    assert again.resumed
    work, worked = desk.Desk.work, []
    monkeypatch.setattr(
        desk.Desk, "work", lambda self, parcel: worked.append(parcel.number) or work(self, parcel)
    )
    done = run(plan(folder), again)
    assert worked == list(range(parcels, 8))  # what was done is not done again
    lines, summary, problems = uninterrupted
    assert list(again.findings()) == lines
    assert (summarise(done), done.problems) == (summary, problems)
    assert (len(problems), len(summary.waiting), len(summary.ignored)) == (2, 1, 1)
    again.close(remove=True)


def test_an_interrupted_run_has_judged_no_sale(folder, tmp_path):
    spool = Spool(tmp_path / "run", plan(folder).identity, resume=False)

    def stop(progress):
        raise KeyboardInterrupt

    done = run(plan(folder), spool, stop)
    assert done.interrupted
    assert spool.size()[0] == 127  # one line of the first parcel is broken
    assert {scope for (scope,), _ in spool.counts("scope")} == {0}
    spool.close(remove=True)


@pytest.mark.parametrize(
    "change",
    [
        {"every_verdict": True},
        {"with_context": True},
        {"as_of": at("2026-04-01T00:00:00")},
        {"facts": book(*FACTS[:2])},
    ],
)
def test_another_run_does_not_go_on_with_this_one(folder, tmp_path, change):
    members = {"inputs": (folder / "calls.jsonl",), "rulebook": RULEBOOK, "facts": book(*FACTS)}
    Spool(tmp_path / "run", Plan(**members).identity, resume=False).close(remove=False)
    spool = Spool(tmp_path / "run", Plan(**(members | change)).identity, resume=True)
    assert not spool.resumed
    spool.close(remove=True)


def test_a_run_over_a_changed_file_does_not_go_on(tmp_path):
    path = write_lines(tmp_path / "calls.jsonl", list(calls(3)))
    before = Plan((path,), RULEBOOK).identity
    write_lines(path, list(calls(4)))
    assert Plan((path,), RULEBOOK).identity != before


def test_a_run_over_a_folder_with_a_changed_file_does_not_go_on(tmp_path):
    path = write_lines(tmp_path / "calls.jsonl", list(calls(3)))
    folder, pattern = Plan((tmp_path,), RULEBOOK), Plan((tmp_path / "*.jsonl",), RULEBOOK)
    before = folder.identity, pattern.identity
    write_lines(path, list(calls(4)))
    assert folder.identity != before[0]
    assert pattern.identity != before[1]


def test_a_run_with_a_changed_row_of_metadata_does_not_go_on(tmp_path):
    rows = [metadata_of(b"id,adviser\nc1,zhang\n"), metadata_of(b"id,adviser\nc1,li\n")]
    assert len({Plan((), RULEBOOK, metadata=one).identity for one in rows}) == 2


def metadata_of(table: bytes):
    return read_metadata(BytesIO(table), "calls.csv")


def test_a_new_run_takes_nothing_from_the_log_of_a_killed_one(tmp_path):
    old = Spool(tmp_path / "run", "x", resume=False)
    kept = {path: path.read_bytes() for path in tmp_path.iterdir()}
    old.close(remove=True)
    for path, content in kept.items():
        path.write_bytes(content)
    assert (tmp_path / "run-wal").exists()
    spool = Spool(tmp_path / "run", "y", resume=False)
    assert spool.size() == (0, 0)
    assert list(spool.noted()) == []
    spool.close(remove=True)


def test_a_spool_that_is_none_is_replaced(tmp_path):
    path = tmp_path / "run"
    path.write_bytes(b"no database")
    spool = Spool(path, "x", resume=True)
    assert not spool.resumed
    spool.close(remove=True)
    assert not path.exists()


COMMAND = ["--lang", "en", "analyse", "--workers", "1"]


@pytest.fixture(scope="module")
def long(tmp_path_factory) -> Path:
    """Long enough that a signal meets it in the middle; a rulebook that loads at once."""
    folder = tmp_path_factory.mktemp("long")
    write_lines(folder / "calls.jsonl", list(calls(2_000)))
    return folder


@pytest.fixture(scope="module")
def small_rulebook(tmp_path_factory) -> Path:
    return written(tmp_path_factory.mktemp("rulebook"), *RULES)


@pytest.fixture(scope="module")
def whole(long, small_rulebook) -> bytes:
    out = long / "whole.jsonl"
    given = [str(long / "calls.jsonl"), "--rulebook", str(small_rulebook), "--out", str(out)]
    assert main([*COMMAND, *given]) == 0
    return out.read_bytes()


INTERRUPTED = """
import signal, sys
import goodfaith.cli
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(goodfaith.cli.main())
"""
"""The command, interruptible: what a shell runs in the background is started deaf to SIGINT."""


@pytest.mark.parametrize(
    ("sent", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)]
)
def test_after_a_signal_resume_gives_the_same_bytes(
    long, small_rulebook, whole, tmp_path, sent, code
):
    out = tmp_path / "found.jsonl"
    given = [str(long / "calls.jsonl"), "--rulebook", str(small_rulebook), "--out", str(out)]
    command = [sys.executable, "-c", INTERRUPTED]
    with subprocess.Popen([*command, *COMMAND, *given], stderr=subprocess.PIPE) as process:
        _wait_until_some_is_done(spool_path(out), process)
        process.send_signal(sent)
        told = process.communicate(timeout=60)[1].decode()
    assert process.returncode == code
    assert spool_path(out).exists()
    if sent is signal.SIGINT:
        assert "--resume" in told
        assert out.read_bytes() != whole
        assert out.read_bytes().count(b"\n") > 0
    assert main([*COMMAND, *given, "--resume"]) == 0
    assert out.read_bytes() == whole
    assert list(tmp_path.iterdir()) == [out]


def _wait_until_some_is_done(path: Path, process: subprocess.Popen) -> None:
    for _ in range(600):
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.02)
            break
        if _done(path) >= 2:
            return
    raise AssertionError("the run ended before it could be interrupted")


def _done(path: Path) -> int:
    if not path.exists():
        return 0
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        try:
            return int(database.execute("select count(*) from done").fetchone()[0])
        except sqlite3.Error:
            return 0
