"""Writing the rows of many cases at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from django.db import connection

from goodfaith.quality.models import Case, Judgement

_COLUMNS = {
    "sale": "varchar", "applications": "varchar[]", "policies": "varchar[]",
    "customer": "varchar", "product": "varchar", "product_type": "varchar",
    "channel": "varchar", "adviser_number": "varchar", "adviser_id": "bigint",
    "unit_id": "bigint", "unit_path": "bigint[]", "signed_on": "date", "day": "date",
    "due_at": "timestamptz", "deadline_on": "date", "next_look_at": "timestamptz",
    "state": "varchar", "worst": "smallint", "score": "float8", "vetoed": "boolean",
    "violated": "varchar[]", "undecidable": "varchar[]", "undecidable_count": "integer",
    "conversation_count": "integer", "judgement_id": "bigint", "revision": "integer",
    "fingerprint": "varchar",
}  # fmt: skip
_SET = ", ".join(f"{name} = r.{name}" for name in _COLUMNS)
_TYPED = ", ".join(f"{name} {type}" for name, type in {"id": "bigint", **_COLUMNS}.items())
_UPDATE = f"""
update quality_case c set {_SET} from jsonb_to_recordset(%s::jsonb) as r({_TYPED})
where c.id = r.id
"""  # noqa: S608  (names of our own columns)


_JUDGED = {
    "case_id": "bigint", "number": "integer", "edition_id": "bigint", "template_id": "bigint",
    "as_of": "timestamptz", "fingerprint": "varchar", "digest": "varchar", "findings": "jsonb",
    "passed": "varchar[]", "not_applicable": "varchar[]", "sources": "jsonb", "waits": "jsonb",
    "facts": "jsonb", "connected": "varchar[]", "scorecard": "jsonb",
}  # fmt: skip
_INSERT = f"""
insert into quality_judgement ({", ".join(_JUDGED)})
select {", ".join(_JUDGED)} from jsonb_to_recordset(%s::jsonb)
    as r({", ".join(f"{name} {type}" for name, type in _JUDGED.items())})
returning case_id, id
"""  # noqa: S608  (names of our own columns)
_AT_ONCE = 100


def add_judgements(rows: Sequence[Judgement]) -> None:
    """Write new judgements, one a case at most, and give them their ids."""
    for start in range(0, len(rows), _AT_ONCE):
        some = {row.case_id: row for row in rows[start : start + _AT_ONCE]}
        told = [{name: getattr(row, name) for name in _JUDGED} for row in some.values()]
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, [msgspec.json.encode(told).decode()])
            for case, id in cursor.fetchall():
                some[case].pk = id


def write_cases(cases: Iterable[Case]) -> None:
    """All that a look may change of them, in one statement; what people decided is left alone."""
    rows = [{"id": c.pk, **{name: getattr(c, name) for name in _COLUMNS}} for c in cases]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_UPDATE, [msgspec.json.encode(rows).decode()])
