"""Counting facts by kind and source, again only where something has come since."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from goodfaith.platform.events import periodic
from goodfaith.policies.models import SourceCount

_MARKER = """
select coalesce((select max(id) from policies_factrecord), 0) || ':' ||
    coalesce((select max(id) from policies_factversion), 0)
"""
_COUNT = """
select kind, source, count(*), max(known_at) from policies_factrecord
where kind <> 'source' group by kind, source
"""
_FIELDS = """
select kind, source, name, count(*) from policies_factrecord, jsonb_object_keys(values) as name
where kind <> 'source' group by kind, source, name
"""


@periodic("*/5 * * * *", "policies.count_facts", queue="bulk")
def count_facts() -> None:
    """Every five minutes, where facts have come or changed."""
    count_again(timezone.now())


def count_again(now: datetime) -> bool:
    """Whether there was anything to count; records that only grow make a new marker each time."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('goodfaith.count_facts'))")
        cursor.execute(_MARKER)
        (marker,) = cursor.fetchone()
        if SourceCount.objects.filter(marker=marker).exists():
            return False
        cursor.execute(_FIELDS)
        fields: dict[tuple[str, str], dict[str, int]] = {}
        for kind, source, name, known in cursor.fetchall():
            fields.setdefault((kind, source), {})[name] = known
        cursor.execute(_COUNT)
        rows = [
            SourceCount(
                kind=kind, source=source, records=records, latest_at=latest_at, counted_at=now,
                marker=marker, fields=fields.get((kind, source), {}),
            )
            for kind, source, records, latest_at in cursor.fetchall()
        ]  # fmt: skip
        SourceCount.objects.all().delete()
        SourceCount.objects.bulk_create(rows)
    return True
