"""Taking an import back, batch by batch: what it brought goes, what it changed is as before."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from django.db import connection, transaction
from django.utils import timezone

from goodfaith.policies.belonging import key_of
from goodfaith.policies.models import FactImport
from goodfaith.policies.services import tell

FACTS_AT_ONCE = 2_000
SECONDS_AT_A_TIME = 30.0
State = FactImport.State
_OURS = """
select id, kind, key, belongs_to, known_at from policies_factrecord
where came_with_id = %s order by kind, key limit %s for update
"""
# What a fact said before is its version that ended when this import changed it.
_RESTORE = """
with before as (
  select distinct on (r.id) r.id, v.values, v.belongs_to, v.source, v.came_with_id
  from policies_factrecord r join policies_factversion v
    on v.kind = r.kind and v.key = r.key and v.known_until = r.known_at
  where r.id = any(%s) order by r.id, v.id desc)
update policies_factrecord r set values = b.values, belongs_to = b.belongs_to, source = b.source,
    came_with_id = b.came_with_id, known_at = %s
from before b where r.id = b.id returning r.id, r.belongs_to
"""
_REMOVE = """
with gone as (
  delete from policies_factrecord where id = any(%s)
  returning kind, key, values, belongs_to, known_at, source, came_with_id)
insert into policies_factversion
    (kind, key, values, belongs_to, known_at, known_until, source, came_with_id)
select kind, key, values, belongs_to, known_at, %s, source, came_with_id from gone
"""
_CHANGED_SINCE = """
select count(distinct (kind, key)) from policies_factversion
where came_with_id = %s and (kind, key) in (
  select kind, key from policies_factrecord where came_with_id is distinct from %s)
"""


def go_on_undoing(id: int, clock: Callable[[], float] = monotonic) -> bool:
    """Take back for a while; whether there is more to do."""
    until = clock() + SECONDS_AT_A_TIME
    while True:
        with transaction.atomic():
            row = FactImport.objects.select_for_update().get(pk=id)
            if row.state != State.UNDOING or not _batch(row):
                return False
        if clock() > until:
            return True


def _batch(row: FactImport) -> bool:
    """Whether it goes on after this batch."""
    now = timezone.now()
    with connection.cursor() as cursor:
        if not row.restored:
            cursor.execute(_CHANGED_SINCE, [row.pk, row.pk])
            (row.left_newer,) = cursor.fetchone()
        cursor.execute(_OURS, [row.pk, FACTS_AT_ONCE])
        ours = cursor.fetchall()
        if not ours:
            row.state, row.ended_at = State.UNDONE, now
            row.save()
            return False
        ids = [fact[0] for fact in ours]
        cursor.execute(_RESTORE, [ids, now])
        restored = dict(cursor.fetchall())
        cursor.execute(_REMOVE, [[id for id in ids if id not in restored], now])
    about = {key for fact in ours for key in (key_of(fact[1], fact[2]), *fact[3])}
    tell(about | {key for keys in restored.values() for key in keys}, in_bulk=True)
    row.restored += len(ours)
    row.save()
    return True
