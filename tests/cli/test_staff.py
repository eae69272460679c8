from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded_users import remove
from migrated_home import migrated_home


@pytest.fixture
def home() -> Iterator[Path]:
    """Nobody and nothing in it but the tables."""
    folder = migrated_home()
    yield folder
    remove(folder)


def staff_add(home: Path, *options: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"GOODFAITH_HOME": str(home), "GOODFAITH_MODE": "demo"}
    return subprocess.run(
        [sys.executable, "-m", "goodfaith.cli", "--lang", "en", "staff", "add", *options],
        env=environment, input=typed, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_the_first_administrator_is_made_in_an_empty_home(home: Path) -> None:
    done = staff_add(home, "--number", "0001", "--unit", "HQ", "--generate")
    assert done.returncode == 0, done.stderr
    assert "Made the top unit HQ" in done.stdout
    assert "0001 can sign in" in done.stdout
    assert "told only this once" in done.stdout


def test_a_weak_password_is_refused_and_nobody_is_added(home: Path) -> None:
    done = staff_add(home, "--number", "0002", "--unit", "HQ", typed="short\n")
    assert done.returncode == 1
    assert "short" in done.stderr


def test_a_second_top_is_not_made_by_a_slip_of_the_code(home: Path) -> None:
    staff_add(home, "--number", "0001", "--unit", "HQ", "--generate")
    done = staff_add(home, "--number", "0003", "--unit", "HX", "--generate")
    assert done.returncode == 1
    assert "--unit" in done.stderr
