"""How long a review takes here: measured, or not said."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

SINCE_DAYS = 90
FEWEST = 10
"""Of fewer reviews nothing can be said about the next ones."""
_MEDIAN = """
select count(*), percentile_cont(0.5) within group (order by seconds)
from (
  select sum(seconds) as seconds from quality_timespent where at >= %s group by case_id, staff_id
) as each
"""


def median_minutes(now: datetime) -> float | None:
    """The median time that one person spends on one case, in minutes, of the last 90 days.

    None while there are fewer than ten of them.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MEDIAN, [now - timedelta(days=SINCE_DAYS)])
        count, seconds = cursor.fetchone()
    return float(seconds) / 60 if count >= FEWEST else None
