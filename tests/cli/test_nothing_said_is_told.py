"""No word of a conversation reaches a log, an error or a summary of problems."""

from __future__ import annotations

import logging
import os
import subprocess
import sys

import msgspec
import pytest

from goodfaith.analysis import Utterance
from made_runs import write_lines
from small_world import talk

SENTINEL = "青鸾飞过了第七座灯塔"
SPOKEN = [
    talk("c1", ("A", f"这款保本的，{SENTINEL}"), ("C", f"{SENTINEL}是存款吧"), customer="K1"),
    talk("c2", Utterance(f"{SENTINEL}3%", "A", confidence=0.1), ("?", SENTINEL)),
]


@pytest.fixture
def spoken(tmp_path):
    return write_lines(tmp_path / "calls.jsonl", SPOKEN)


@pytest.fixture
def logged(caplog):
    caplog.set_level(logging.DEBUG)
    return caplog


def escaped(text: str) -> str:
    return text.encode("ascii", "backslashreplace").decode()


def is_silent(typed, logged) -> bool:
    """Nothing of the sentinel, not even four characters of it, in any spelling."""
    told = typed.err + logged.text
    pieces = {SENTINEL[k : k + 4] for k in range(len(SENTINEL) - 3)}
    return not any(piece in told or escaped(piece) in told for piece in pieces)


def test_a_run_that_goes_well_tells_nothing_said(type_in, small_rulebook, spoken, logged, tmp_path):
    out = tmp_path / "found.jsonl"
    typed = type_in("analyse", "--workers", 1, spoken, "--rulebook", small_rulebook, "--out", out)
    assert typed.code == 0
    assert is_silent(typed, logged)
    assert SENTINEL not in typed.out


BROKEN = [
    '{"id": "c3", "utterances": [{"text": "%s", ',
    '{"id": "c3", "utterances": [{"text": ["%s"]}]}',
    '{"id": "c3", "utterances": [{"text": "好", "participant": "%s"}]}',
    '{"id": "c3", "utterances": "%s"}',
    '{"id": "c3", "utterances": [], "channel": "%s"}',
    '{"id": "c3", "utterances": [], "started_at": "%s"}',
    '{"id": "c3", "utterances": [], "fields": {"%s": 3}}',
    '{"id": "c3", "utterances": [], "fields": {"product.type": "%s"}}',
    '{"id": {"a": "%s"}, "utterances": []}',
    '"%s"',
    "%s",
    '{"id": "c3", "utterances": [{"text": "%s", "start": "%s"}]}',
    '{"id": "c3", "utterances": [{"text": "%s\\ud800", "start": -1}]}',
]


@pytest.mark.parametrize("line", BROKEN)
@pytest.mark.parametrize("more", [[], ["--keep-going"]])
def test_a_broken_line_is_told_without_what_stands_in_it(
    type_in, small_rulebook, spoken, logged, line, more
):
    spoken.write_bytes(spoken.read_bytes() + line.replace("%s", SENTINEL).encode() + b"\n")
    typed = type_in("analyse", "--workers", 1, spoken, "--rulebook", small_rulebook, *more)
    assert typed.code in (0, 2)
    assert is_silent(typed, logged)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_file_of_another_encoding_is_told_without_its_content(
    type_in, small_rulebook, tmp_path, logged, encoding
):
    path = tmp_path / "calls.txt"
    path.write_bytes(f"客服：{SENTINEL}\n客户：{SENTINEL}\n".encode(encoding) + b"\xff\xfe\x81\n")
    typed = type_in("analyse", "--workers", 1, path, "--rulebook", small_rulebook, "--keep-going")
    assert is_silent(typed, logged)


@pytest.mark.parametrize(
    "table",
    [
        "id,adviser\nc1,%s\nc1,other\n",
        "id,started_at\nc1,%s\n",
        "id,duration\nc1,%s\n",
        "name,%s\nc1,zhang\n",
        "id,product.type\nc1,%s\n",
        'id,adviser\n"c1,%s\n',
    ],
)
def test_broken_metadata_are_told_without_what_stands_in_them(
    type_in, small_rulebook, spoken, logged, tmp_path, table
):
    path = tmp_path / "metadata.csv"
    path.write_text(table.replace("%s", SENTINEL), "utf-8")
    typed = type_in(
        "analyse", "--workers", 1, spoken, "--rulebook", small_rulebook, "--metadata", path
    )
    assert is_silent(typed, logged)


def test_broken_facts_are_told_without_what_stands_in_them(
    type_in, small_rulebook, spoken, logged, tmp_path
):
    path = tmp_path / "facts.jsonl"
    path.write_bytes(
        b"\n".join(
            [
                msgspec.json.encode({"kind": SENTINEL, "id": "1"}),
                msgspec.json.encode({"kind": "policy", "id": "1", "premium": SENTINEL}),
                msgspec.json.encode({"kind": "complaint", "id": "2", "at": SENTINEL}),
                b'{"kind": "policy", ' + SENTINEL.encode(),
            ]
        )
    )
    typed = type_in(
        "analyse", "--workers", 1, spoken, "--rulebook", small_rulebook, "--facts", path
    )
    assert typed.code == 2
    assert is_silent(typed, logged)


CRASHING = """
import sys
from goodfaith.analysis.points.scanner import Scanner
from goodfaith.cli import main

def scan(self, conversations, background=None, transcripts=None):
    raise ValueError(conversations[0].utterances[0].text)

Scanner.scan = scan

if __name__ == "__main__":
    sys.exit(main())
"""


@pytest.mark.parametrize("workers", [1, 2])
def test_a_crash_in_a_worker_tells_where_and_not_what(small_rulebook, spoken, tmp_path, workers):
    script = tmp_path / "crashing.py"
    script.write_text(CRASHING)
    given = ["--rulebook", small_rulebook, "--workers", workers, "--out", tmp_path / "f.jsonl"]
    ran = subprocess.run(
        [sys.executable, script, "--lang", "en", "analyse", spoken, *map(str, given)],
        capture_output=True,
        check=False,
        env=os.environ | {"PYTHONUTF8": "1", "COLUMNS": "300"},
    )
    told = (ran.stdout + ran.stderr).decode()
    assert ran.returncode == 2
    assert "calls.jsonl part 1" in told
    assert "ValueError at crashing.py" in told
    assert SENTINEL not in told
    assert escaped(SENTINEL) not in told
