"""Unfinished uploads go by their age, whatever else is there stays."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from goodfaith.platform.keeping import expired, remove_expired

AT = datetime(2026, 3, 1, tzinfo=UTC)
WEEK = timedelta(days=7)


def put(home, name, age):
    path = home / "uploads" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    os.utime(path, ((AT - age).timestamp(),) * 2)
    return path


def test_only_old_parts_and_drafts_go(tmp_path):
    old = {put(tmp_path, name, WEEK * 2) for name in ("a.part", "b/c.part", ".d.csv.draft")}
    kept = {put(tmp_path, "e.part", WEEK / 2), put(tmp_path, "whole.csv", WEEK * 99)}
    assert set(expired(tmp_path, older_than=WEEK, at=AT)) == old
    assert remove_expired(tmp_path, older_than=WEEK, at=AT) == 3
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == kept
    assert not (tmp_path / "uploads" / "b").exists()


def test_nothing_is_followed_out_of_the_folder(tmp_path):
    outside = tmp_path / "outside.part"
    outside.write_text("x")
    (tmp_path / "elsewhere").mkdir()
    elsewhere = put(tmp_path / "elsewhere", "f.part", WEEK * 2)
    put(tmp_path, "a.part", WEEK)
    (tmp_path / "uploads" / "link.part").symlink_to(outside)
    (tmp_path / "uploads" / "folder").symlink_to(tmp_path / "elsewhere")
    remove_expired(tmp_path, older_than=timedelta(days=-9999), at=AT)
    assert outside.exists()
    assert elsewhere.exists()


def test_a_home_without_uploads_has_nothing_expired(tmp_path):
    assert remove_expired(tmp_path, older_than=WEEK, at=AT) == 0


@given(age=st.floats(0, 30), limit=st.floats(0, 30))
def test_age_alone_decides(tmp_path_factory, age, limit):
    home = tmp_path_factory.mktemp("home")
    put(home, "a.part", timedelta(days=age))
    went = remove_expired(home, older_than=timedelta(days=limit), at=AT)
    if abs(age - limit) > 1e-6:
        assert went == (age > limit)
