"""A small rulebook in a folder, a file of calls, and the command line as somebody types it."""

from __future__ import annotations

from collections import namedtuple
from pathlib import Path

import pytest

from goodfaith.cli import main
from made_runs import RULES, write_lines
from small_world import at, talk, written

Typed = namedtuple("Typed", "code out err")

CALLS = [
    talk(
        "c1",
        ("A", "这款保本的，利率3%"),
        ("C", "这是存款吧"),
        ("A", "您好"),
        ("C", "哦"),
        ("A", "好的"),
        customer="K1",
        adviser="zhang",
        started_at=at("2026-03-01T10:00:00"),
    ),
    talk("c2", ("A", "我们不保本"), customer="K2", adviser="li"),
]


@pytest.fixture(scope="session")
def small_rulebook(tmp_path_factory) -> Path:
    return written(tmp_path_factory.mktemp("rulebook"), *RULES)


@pytest.fixture
def calls(tmp_path) -> Path:
    return write_lines(tmp_path / "calls.jsonl", CALLS)


@pytest.fixture
def type_in(capfd, monkeypatch):
    """Type a command; gives its exit code and what it wrote."""
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: object, lang: str = "en") -> Typed:
        capfd.readouterr()
        try:
            code = main(["--lang", lang, *map(str, arguments)])
        except SystemExit as stop:
            code = stop.code
        return Typed(code, *capfd.readouterr())

    return run
