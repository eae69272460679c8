"""Keeping an installation whose database is on a server of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from embedded_users import DEADLINE_SECONDS, ask, open_folder, remove
from goodfaith.platform.configuration import Configuration
from goodfaith.platform.embedded import embedded_postgres
from goodfaith.platform.keeping import (
    Archive,
    ArchiveDamaged,
    ProgramsMissing,
    RolesMissing,
    ServerUnreachable,
    back_up,
    installation_at,
    loading,
    open_installation,
    programs,
    restore,
)
from kept_installations import AT, TABLES, databases, rows
from other_postgres import each_other_version, make_cluster

OTHERS = each_other_version()
LATER = AT + timedelta(hours=1)


@pytest.fixture
def configuration(other):
    """The settings of an installation on a running server of another version."""
    home = open_folder()
    server = make_cluster(home, other)
    server.ensure_ready(DEADLINE_SECONDS)
    dsn = server.cluster.dsn("owner")
    ask(dsn, TABLES)
    yield Configuration(home=home / "home", database_url=dsn)
    server.stop()
    remove(home)


@pytest.mark.parametrize("other", OTHERS)
def test_it_is_backed_up_and_restored_by_programs_of_its_version(configuration, other):
    with open_installation(configuration) as installation:
        assert installation.programs.major == other.major
        made = back_up(installation, at=AT)
        ask(installation.dsn, "delete from ledger")
        done = restore(installation, made.path, at=LATER, replace=True)
        assert rows(installation) == (3000, 500)
        assert databases(installation) == ["goodfaith", done.before, "kept_apart"]
    assert not (configuration.home / "postgres").exists()


@pytest.mark.parametrize("other", OTHERS[-1:])
def test_its_backup_moves_into_the_embedded_database(configuration, empty_home):
    with open_installation(configuration) as installation:
        made = back_up(installation, at=AT)
    with embedded_postgres(empty_home) as database:
        new = installation_at(empty_home, database.dsn("owner"))
        restore(new, made.path, at=LATER)
        assert rows(new) == (3000, 500)


@pytest.mark.parametrize("other", OTHERS[-1:])
def test_roles_that_the_new_server_lacks_are_named(configuration, empty_home):
    with open_installation(configuration) as installation:
        ask(installation.dsn, "grant select on customer to auditor, reporter")
        made = back_up(installation, at=AT)
    with embedded_postgres(empty_home) as database:
        new = installation_at(empty_home, database.dsn("owner"))
        with pytest.raises(RolesMissing, match="no auditor, no reporter"):
            restore(new, made.path, at=LATER)


@pytest.mark.parametrize("other", OTHERS[-1:])
def test_a_dump_of_a_newer_postgresql_is_refused(configuration, backup):
    told = pytest.raises(ArchiveDamaged, match=r"a dump of PostgreSQL 18, expected one of 1\d")
    with open_installation(configuration) as older, told:
        loading.expect_loadable(Archive(backup.path), older)


def test_programs_of_another_version_are_told_with_what_to_install():
    with pytest.raises(ProgramsMissing, match=r"of versions: .*18.*postgresql-client-99"):
        programs.find_programs(99)


def test_a_server_that_does_not_answer_is_told_without_the_password(empty_home):
    url = "postgresql://somebody:hidden@127.0.0.1:1/goodfaith"
    with pytest.raises(ServerUnreachable) as told:
        open_installation(Configuration(home=empty_home, database_url=url)).__enter__()
    assert "hidden" not in str(told.value)
