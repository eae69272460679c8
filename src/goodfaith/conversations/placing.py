"""Where conversations belong when the organisation turns out to have been another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec
from django.db import connection, transaction
from django.db.models import Q

from goodfaith.conversations.models import Conversation
from goodfaith.platform.events import job
from goodfaith.trust.models import Staff
from goodfaith.trust.queries import teams_on

AT_ONCE = 1_000
_UPDATE = """
update conversations_conversation c
set adviser_id = r.adviser, unit_id = r.unit, unit_path = r.path
from jsonb_to_recordset(%s::jsonb) as r(id bigint, adviser bigint, unit bigint, path bigint[])
where c.id = r.id and (c.adviser_id, c.unit_id, c.unit_path) is distinct from
    (r.adviser, r.unit, r.path)
"""


def any_on(from_on: date, to_on: date | None) -> bool:
    """Whether there is a conversation from `from_on` up to `to_on`; None: whenever after."""
    return Conversation.objects.filter(_days(from_on, to_on)).exists()


def restamp(
    from_on: date,
    to_on: date | None,
    staff_ids: Sequence[int],
    unit_ids: Sequence[int],
    after: int = 0,
) -> int | None:
    """Place anew the next conversations from `from_on` up to `to_on`, by id; the last one's id.

    Those of the people named, by number also of people not known before, and those below the
    units named. None when there are no more.
    """
    numbers = Staff.objects.filter(pk__in=staff_ids).values_list("number", flat=True)
    whose = Q(adviser_number__in=list(numbers)) | Q(adviser__in=staff_ids)
    whose |= Q(unit_path__overlap=list(unit_ids))
    mine = whose & _days(from_on, to_on)
    with transaction.atomic():
        wanted = Conversation.objects.filter(mine, pk__gt=after).order_by("pk")
        locked = wanted.select_for_update(no_key=True)
        rows = list(locked.values_list("id", "adviser_number", "day")[:AT_ONCE])
        _place(rows)
    return rows[-1][0] if rows else None


def _days(from_on: date, to_on: date | None) -> Q:
    return Q(day__gte=from_on) & (Q(day__lt=to_on) if to_on else Q())


def _place(rows: Sequence[tuple[int, str, date]]) -> None:
    teams = teams_on((number, day) for _, number, day in rows if number)
    found = [
        {"id": id, "adviser": team.staff_id, "unit": team.unit_id, "path": team.unit_path}
        for id, number, day in rows
        if (team := teams.get((number, day)))
    ]
    if found:
        with connection.cursor() as cursor:
            cursor.execute(_UPDATE, [msgspec.json.encode(found).decode()])


@job("conversations.restamp")
def restamp_all(
    *,
    from_on: str,
    to_on: str | None,
    staff_ids: list[int],
    unit_ids: list[int],
    after: int = 0,
) -> None:
    """A batch of `restamp`; asks for the next."""
    until = date.fromisoformat(to_on) if to_on else None
    last = restamp(date.fromisoformat(from_on), until, staff_ids, unit_ids, after)
    if last is not None:
        restamp_all.later(
            from_on=from_on, to_on=to_on, staff_ids=staff_ids, unit_ids=unit_ids, after=last
        )
