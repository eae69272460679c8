"""How far the move has come: told by a small file, and a file of truth cut back to match it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
import pytest

from goodfaith.demo.insurer.state import FILE, TRUTH, Moved, read_state, write_state, write_truth

STATE = Moved("tiny", 3, date(2026, 11, 20), journeys=150, truth_bytes=12)


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    write_state(tmp_path / "home", STATE)
    assert read_state(tmp_path / "home") == STATE


def test_before_the_first_start_there_is_none(tmp_path: Path) -> None:
    assert read_state(tmp_path) is None


def test_no_draft_is_left_and_the_last_one_counts(tmp_path: Path) -> None:
    write_state(tmp_path, STATE)
    write_state(tmp_path, msgspec.structs.replace(STATE, complete=True))
    assert [path.name for path in tmp_path.iterdir()] == [FILE]
    found = read_state(tmp_path)
    assert found is not None
    assert found.complete


def test_a_file_that_is_not_ours_is_not_overlooked(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("[]")
    with pytest.raises(msgspec.DecodeError):
        read_state(tmp_path)


def test_a_part_that_was_not_finished_is_not_in_the_truth_twice(tmp_path: Path) -> None:
    first = write_truth(tmp_path, 0, [b"one", b"two"])
    write_truth(tmp_path, first, [b"three", b"fo"])
    assert write_truth(tmp_path, first, [b"three", b"four"]) == first + 11
    assert (tmp_path / TRUTH).read_text().split() == ["one", "two", "three", "four"]
