"""What is in a database, so that two can be compared: rows, owners, grants, numbers of objects.

Works on whatever tables there are; those that an extension brought along are its own business.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from psycopg import Connection, errors, sql

from goodfaith.platform.keeping.errors import RightMissing

_OURS = """
  n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'
"""
_TABLES = f"""
select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r' and {_OURS} and not exists (
  select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e')
order by 1, 2
"""  # noqa: S608 - our own text
# MAINTAIN is new in 17: an owner has it there without having been given it.
_PRIVILEGES = """
  array(select case grantee when 0 then 'everybody' else pg_get_userbyid(grantee) end
    || ' ' || privilege_type || case when is_grantable then ' and may grant it' else '' end
  from aclexplode({}) where privilege_type <> 'MAINTAIN' order by 1)
"""
_RELATION_ACL = """
  coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner))
"""
# Not of schema public: what a new database has there is its server's business.
_GRANTS = f"""
select format('%I.%I', n.nspname, c.relname), pg_get_userbyid(c.relowner),
  {_PRIVILEGES.format(_RELATION_ACL)}
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'S') and {_OURS}
union all
select format('%I.%I.%I', n.nspname, c.relname, attname), pg_get_userbyid(c.relowner),
  {_PRIVILEGES.format("attacl")}
from pg_attribute join pg_class c on c.oid = attrelid join pg_namespace n on n.oid = c.relnamespace
where attacl is not null and not attisdropped and {_OURS}
union all
select format('%I.%I(%s)', n.nspname, proname, pg_get_function_identity_arguments(p.oid)),
  pg_get_userbyid(proowner), {_PRIVILEGES.format("coalesce(proacl, acldefault('f', proowner))")}
from pg_proc p join pg_namespace n on n.oid = pronamespace
where {_OURS} and not exists (
  select from pg_depend where classid = 'pg_proc'::regclass and objid = p.oid and deptype = 'e')
union all
select format('schema %I', nspname), pg_get_userbyid(nspowner),
  {_PRIVILEGES.format("coalesce(nspacl, acldefault('n', nspowner))")}
from pg_namespace n where nspname <> 'public' and {_OURS}
union all
select format('default of %s %s %s', pg_get_userbyid(defaclrole), n.nspname, defaclobjtype),
  pg_get_userbyid(defaclrole), {_PRIVILEGES.format("defaclacl")}
from pg_default_acl left join pg_namespace n on n.oid = defaclnamespace
"""  # noqa: S608 - our own text
# Constraints without "not null", which is one only since 18.
_OBJECTS = f"""
select 'index', c.relname::text, n.nspname::text from pg_index
  join pg_class c on c.oid = indexrelid join pg_namespace n on n.oid = c.relnamespace where {_OURS}
union all select 'constraint', conname, n.nspname from pg_constraint
  join pg_namespace n on n.oid = connamespace where contype <> 'n' and {_OURS}
union all select 'trigger', tgname, n.nspname from pg_trigger
  join pg_class c on c.oid = tgrelid join pg_namespace n on n.oid = c.relnamespace
  where not tgisinternal and {_OURS}
union all select 'function', proname, n.nspname from pg_proc p
  join pg_namespace n on n.oid = pronamespace where {_OURS} and not exists (
    select from pg_depend where classid = 'pg_proc'::regclass and objid = p.oid and deptype = 'e')
union all select 'view', c.relname, n.nspname from pg_class c
  join pg_namespace n on n.oid = c.relnamespace where relkind in ('v', 'm') and {_OURS}
"""  # noqa: S608 - our own text
_ROLES = """
select distinct rolname::text from pg_shdepend join pg_roles r on r.oid = refobjid
where refclassid = 'pg_authid'::regclass
  and dbid = (select oid from pg_database where datname = current_database()) order by 1
"""
_MOST_TOLD = 20


class Contents(msgspec.Struct, frozen=True):
    """`rows` by table; `grants` by relation, the owner first; `objects`: how many of each kind.

    `roles` are those that anything in the database belongs to or is granted to.
    """

    rows: dict[str, int]
    grants: dict[str, list[str]]
    objects: dict[str, int]
    roles: list[str]


def table_names(connection: Connection[Any]) -> list[tuple[str, str]]:
    """Schema and name of every table that holds rows, in order."""
    return connection.execute(_TABLES).fetchall()


def count_contents(connection: Connection[Any]) -> Contents:
    """Count everything, in whatever snapshot `connection` has.

    Raises `RightMissing` for a table that its role may not read.
    """
    rows = {}
    for schema, table in table_names(connection):
        query = sql.SQL("select count(*) from {}").format(sql.Identifier(schema, table))
        try:
            ((rows[f"{schema}.{table}"],),) = connection.execute(query).fetchall()
        except errors.InsufficientPrivilege:
            found = f"role {connection.info.user} may not read it"
            expected = "the role that owns the tables"
            raise RightMissing(f"table {schema}.{table}", found, expected) from None
    grants = {
        name: [f"owner {owner}", *privileges]
        for name, owner, privileges in connection.execute(_GRANTS)
    }
    objects: dict[str, int] = {}
    for kind, _, _ in connection.execute(_OBJECTS):
        objects[kind] = objects.get(kind, 0) + 1
    roles = [name for (name,) in connection.execute(_ROLES)]
    return Contents(rows, dict(sorted(grants.items())), dict(sorted(objects.items())), roles)


def differences(dumped: Contents, loaded: Contents) -> list[str]:
    """What is not the same, a phrase each; the first twenty and how many more there are."""
    found = [
        *_different("rows", dumped.rows, loaded.rows),
        *_different("grants", dumped.grants, loaded.grants),
        *_different("number", dumped.objects, loaded.objects),
    ]
    more = [f"and {len(found) - _MOST_TOLD} more"] if len(found) > _MOST_TOLD else []
    return found[:_MOST_TOLD] + more


def _different(
    what: str, dumped: Mapping[str, object], loaded: Mapping[str, object]
) -> Iterator[str]:
    for name in sorted(dumped.keys() | loaded.keys()):
        was, is_now = dumped.get(name, "none"), loaded.get(name, "none")
        if was != is_now:
            yield f"{name}: {what} {was} in the dump, {is_now} after loading"
