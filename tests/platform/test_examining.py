"""Looking an installation over: what is wrong, and what to do; nothing is started or made."""

from __future__ import annotations

from pathlib import Path

from goodfaith.platform import examining
from goodfaith.platform.examining import examine


def found(environment):
    return {each.name: each for each in examine(environment)}


def todos(environment):
    return {each.todo for each in examine(environment)} - {""}


def test_an_installation_that_was_never_started_is_fine_and_stays_so(tmp_path, monkeypatch):
    monkeypatch.setattr(examining, "ENOUGH_DISK_BYTES", 0)
    home = tmp_path / "new"
    environment = {"GOODFAITH_HOME": str(home)}
    assert todos(environment) == set()
    assert found(environment)["database"].found.endswith("absent")
    assert not home.exists()


def test_every_wrong_setting_is_told():
    wrong = {"GOODFAITH_MODE": "prod", "GOODFAITH_ZONE": "Shanghai"}
    assert [each.name for each in examine(wrong)] == ["settings", "settings"]


def test_an_insecure_setting_is_told_and_the_rest_is_looked_at(tmp_path):
    environment = {"GOODFAITH_HOME": str(tmp_path), "GOODFAITH_HOSTS": "*"}
    assert "settings" in todos(environment)
    assert "home" in found(environment)


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(examining, "ENOUGH_DISK_BYTES", 1 << 80)
    assert "disk" in todos({"GOODFAITH_HOME": str(tmp_path)})


def test_a_database_that_does_not_answer_is_told_without_its_password():
    environment = {"DATABASE_URL": "postgresql://a:hunter2@127.0.0.1:1/b"}
    assert "database" in todos(environment)
    assert "hunter2" not in str(list(examine(environment)))


def test_where_nobody_works_and_the_clock_is_wrong_it_is_told(
    server_home: Path, django_db_setup, monkeypatch
):
    environment = {"GOODFAITH_HOME": str(server_home), "GOODFAITH_MODE": "test"}
    monkeypatch.setattr(examining, "_CLOCK_SECONDS", -1.0)
    assert {"worker", "clock"} <= todos(environment)
    assert found(environment)["migrations"].found == "0"
