"""Tasks are put right where their cases have changed without anybody being told."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from goodfaith.quality.queue.opening import keep_tasks

AT_ONCE = 200
_BEHIND = """
select distinct t.case_id from quality_reviewtask t join quality_case c on c.id = t.case_id
where t.state in ('waiting', 'held') and (
  c.merged_into_id is not null or t.unit_path <> c.unit_path
  or (t.seat = 1 and c.kind = 'sale' and t.due_at is distinct from c.due_at)
  or (t.seat = 1) <> (c.state in ('open', 'recheck', 'reopened')))
order by t.case_id
"""


def follow_cases(*, now: datetime) -> int:
    """Teams of the day and due times as the cases have them now; how many had changed.

    And what a case is over with, should the telling of it have been overtaken.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND)
        ids = [id for (id,) in cursor.fetchall()]
    for start in range(0, len(ids), AT_ONCE):
        keep_tasks(ids[start : start + AT_ONCE], now=now)
    return len(ids)
