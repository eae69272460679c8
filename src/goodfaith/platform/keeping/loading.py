"""Loading the dump of a backup into a new database, and making sure that it is all there."""

from __future__ import annotations

import re
from typing import Any

from psycopg import Connection, sql

from goodfaith.platform.keeping.archive import DUMP, Archive
from goodfaith.platform.keeping.contents import count_contents, differences
from goodfaith.platform.keeping.errors import ArchiveDamaged, ContentsDiffer, RolesMissing
from goodfaith.platform.keeping.installation import Installation
from goodfaith.platform.keeping.programs import contents_list, load

_DEFAULT_PRIVILEGES = """
select distinct pg_get_userbyid(defaclrole)::text, n.nspname::text,
  case defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions'
    when 'T' then 'types' when 'n' then 'schemas' when 'L' then 'large objects' end,
  case grantee when 0 then '' else pg_get_userbyid(grantee)::text end
from pg_default_acl left join pg_namespace n on n.oid = defaclnamespace, aclexplode(defaclacl)
where grantee <> defaclrole and not (grantee = 0 and defaclobjtype in ('f', 'T'))
"""
_EXTENSION = re.compile(r"(?:COMMENT - EXTENSION|EXTENSION -) (\S+)")


def expect_loadable(archive: Archive, installation: Installation) -> None:
    """Raises `ArchiveDamaged` for a dump of a newer PostgreSQL, `RolesMissing` with every role."""
    major = archive.manifest.pg_dump
    if major > installation.programs.major:
        found = f"a dump of PostgreSQL {major}"
        expected = f"one of {installation.programs.major} or older, as the server is"
        raise ArchiveDamaged(archive.path, found, expected)
    with installation.connect() as connection:
        there = {name for (name,) in connection.execute("select rolname::text from pg_roles")}
    if missing := [role for role in archive.manifest.contents.roles if role not in there]:
        expected = "every role of the backup: create them first, with or without login"
        raise RolesMissing("roles of the server", f"no {', no '.join(missing)}", expected)


def load_and_compare(archive: Archive, installation: Installation, database: str) -> None:
    """Fill an empty database of the installation's server from `archive`, and compare.

    Raises `ProgramFailed`; `ContentsDiffer` with every table whose rows or grants differ.
    """
    programs, dsn = installation.programs, installation.dsn_of(database)
    with installation.connect(database) as connection:
        there = _extensions(connection)
        _forget_default_privileges(connection)
        listed = contents_list(programs, archive.chunks(DUMP))
        wanted = [line for line in listed if not _is_there(line, there)]
        load(programs, dsn, archive.chunks(DUMP), wanted)
        found = differences(archive.manifest.contents, count_contents(connection))
    if found:
        raise ContentsDiffer(f"database {database}", "; ".join(found), "what was dumped")


def _forget_default_privileges(connection: Connection[Any]) -> None:
    """Take back what a new database gives away of each new table, as its template does.

    A dump tells what was granted, never what was revoked: a table from which rows must not be
    deleted would come back without that. The dump itself brings the default privileges, last.
    """
    for role, schema, kind, grantee in connection.execute(_DEFAULT_PRIVILEGES).fetchall():
        place = sql.SQL(" in schema {}").format(sql.Identifier(schema)) if schema else sql.SQL("")
        who = sql.Identifier(grantee) if grantee else sql.SQL("public")
        statement = sql.SQL("alter default privileges for role {}{} revoke all on {} from {}")
        connection.execute(statement.format(sql.Identifier(role), place, sql.SQL(kind), who))


def _extensions(connection: Connection[Any]) -> set[str]:
    return {name for (name,) in connection.execute("select extname::text from pg_extension")}


def _is_there(line: str, extensions: set[str]) -> bool:
    """Whether a line of the list makes an extension that the new database was born with.

    It belongs to the superuser, so the owner of the database can neither make nor comment on it.
    """
    match = _EXTENSION.search(line)
    return bool(match and match[1] in extensions)
