"""Roles that somebody made in a cluster besides ours, carried to the next one."""

from __future__ import annotations

from typing import Any

from psycopg import Connection, sql

from goodfaith.platform.embedded.cluster import SUPERUSER

_OURS = [SUPERUSER, "goodfaith_owner", "goodfaith_application"]
_ROLES = """
select rolname::text, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin,
  coalesce(rolpassword, '')
from pg_authid where rolname <> all(%s) and rolname !~ '^pg_' order by 1
"""
_MEMBERS = """
select r.rolname::text, m.rolname::text from pg_auth_members
join pg_roles r on r.oid = roleid join pg_roles m on m.oid = member
where m.rolname !~ '^pg_' order by 1, 2
"""
_FLAGS = ("superuser", "inherit", "createrole", "createdb", "login")


def carry_roles(old: Connection[Any], new: Connection[Any]) -> list[str]:
    """Make the roles of `old` in `new`, with their passwords and memberships; their names.

    Both connections are the superuser's.
    """
    names = []
    for name, *flags, password in old.execute(_ROLES, [_OURS]).fetchall():
        options = [word if on else f"no{word}" for word, on in zip(_FLAGS, flags, strict=True)]
        made = sql.SQL("create role {} " + " ".join(options)).format(sql.Identifier(name))
        if password:
            made += sql.SQL(" password {}").format(sql.Literal(password))
        new.execute(made)
        names.append(name)
    for role, member in old.execute(_MEMBERS).fetchall():
        new.execute(sql.SQL("grant {} to {}").format(sql.Identifier(role), sql.Identifier(member)))
    return names
