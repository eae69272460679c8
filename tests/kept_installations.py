"""What tests of backup and restore ask again and again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from embedded_users import ask
from goodfaith.platform.keeping import Installation

AT = datetime(2026, 3, 1, 3, 0, 0, tzinfo=UTC)
TABLES = """
create table customer (id int primary key, name text not null unique check (name <> ''));
insert into customer select n, 'K' || n from generate_series(1, 3000) n;
create table ledger (line bigserial primary key, act text, customer int references customer);
revoke update, delete on ledger from goodfaith_application;
insert into ledger (act, customer) select 'looked at', n from generate_series(1, 500) n;
create function refuse() returns trigger language plpgsql as $$
  begin raise exception 'append only'; end $$;
create trigger append_only before truncate on ledger execute function refuse();
create view names as select name from customer;
"""
FILES = {
    "recordings/2026/a.wav": b"RIFF" * 9_000,
    "uploads/名单.csv": b"1,2\n",
    "rulebooks/a/b": b"",
}
DATABASES = "select datname from pg_database where not datistemplate order by 1"
ROWS = "select (select count(*) from customer), (select count(*) from ledger)"


def databases(installation: Installation) -> list[str]:
    return [name for (name,) in ask(installation.dsn, DATABASES) if name != "postgres"]


def rows(installation: Installation) -> Any:
    return ask(installation.dsn, ROWS)[0]


def files(home: Path) -> dict[str, bytes]:
    """Everything below `home` but the cluster and the backups."""
    paths = (path for path in home.rglob("*") if path.is_file())
    found = {path.relative_to(home).as_posix(): path for path in paths}
    return {
        name: path.read_bytes()
        for name, path in found.items()
        if not name.startswith(("postgres/", "backups/"))
    }
