"""What was compiled once is taken from a folder, and compiled again whatever is wrong with it."""

from __future__ import annotations

import os
from pathlib import Path
from types import MappingProxyType

import pytest

from goodfaith.analysis.points.scanner import Scanner
from goodfaith.batch.compiled import MOST_KEPT, Compiled, cache_folder
from small_world import rule, rulebook_of, talk

POINTS = rulebook_of(
    rule(says={"p": {"any": "保本"}, "q": {"any": "保息"}}, violated="p or q")
).points
CALL = [talk("c", ("A", "保本保息"))]
KEY = "0" * 32


def test_a_scanner_built_from_what_was_kept_hears_the_same(tmp_path):
    kept = Compiled(tmp_path / "new")
    first = Scanner(POINTS, kept).scan(CALL)
    assert len(first[0]) == 2
    assert len(kept) == 1
    readable = MappingProxyType(dict(kept))  # what was compiled again could not be kept in it
    assert Scanner(POINTS, readable).scan(CALL) == first


@pytest.mark.parametrize("damage", [b"", b"nothing of the kind", None])
def test_what_is_damaged_is_compiled_again(tmp_path, damage):
    kept = Compiled(tmp_path)
    first = Scanner(POINTS, kept).scan(CALL)
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    flipped = whole[:200] + bytes([whole[200] ^ 1]) + whole[201:]
    path.write_bytes(flipped if damage is None else damage)
    assert Scanner(POINTS, kept).scan(CALL) == first
    assert path.read_bytes() == whole


def test_a_folder_that_cannot_be_written_is_done_without(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    kept = Compiled(tmp_path / "file" / "below")
    assert Scanner(POINTS, kept).scan(CALL)
    assert list(kept) == []


def test_the_least_recently_used_are_removed(tmp_path):
    kept = Compiled(tmp_path)
    keys = [f"{n:032x}" for n in range(MOST_KEPT + 3)]
    for age, key in enumerate(keys):
        kept[key] = b"x"
        os.utime(tmp_path / f"{key}.hs", (age, age))
    assert sorted(kept) == keys[3:] or len(kept) == MOST_KEPT
    assert keys[-1] in kept
    assert keys[0] not in kept


def test_only_keys_of_ours_name_files(tmp_path):
    kept = Compiled(tmp_path)
    with pytest.raises(KeyError):
        kept["../../etc/passwd"]
    with pytest.raises(KeyError):
        del kept[KEY]
    kept[KEY] = b"x"
    del kept[KEY]
    assert KEY not in kept


def test_where_it_is(monkeypatch):
    monkeypatch.setenv("GOODFAITH_CACHE", "/given")
    assert cache_folder() == Path("/given")
    monkeypatch.delenv("GOODFAITH_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/xdg")
    assert cache_folder() == Path("/xdg/goodfaith")
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_folder() == Path.home() / ".cache" / "goodfaith"
