"""Which cases have been looked at by the last day, and when: of the last days nearly none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

import msgspec
from django.db.models import Max, OuterRef, Subquery

from goodfaith.demo.reviewing.hours import at_work, days_later
from goodfaith.demo.reviewing.office import Office, name_of
from goodfaith.quality.models import Case, CaseConversation, ReviewTask

MOST: Final = {"tiny": 10, "small": 400, "large": 2_000}
"""So many cases are looked at, by the size of the insurer."""
_LOOKED_AT = 0.88
_TAKES_TIME = ("callback.", "complaint.", "claim.", "process.receipt", "service.promised",
               "process.dual_recording_unchecked", "process.surrender")  # fmt: skip
_TIME: Final = timedelta(days=20)
"""What is late shows only when its time is over."""


class Planned(msgspec.Struct, frozen=True):
    """A case is looked at by somebody at `at`."""

    at: datetime
    name: str
    case: int


def plan(office: Office, size: str) -> list[Planned]:
    """In the order in which they are looked at; the same whenever it is asked."""
    found = sorted(_possible(office), key=lambda one: (one.at, one.name))
    most = MOST.get(size, len(found))
    drawn = sorted(found, key=lambda one: office.lot(one.name, "drawn").random())[:most]
    chosen = {one.name for one in drawn}
    return [one for one in found if one.name in chosen]


def _possible(office: Office) -> Iterator[Planned]:
    for case in _cases():
        name = name_of(case)
        rng = office.lot(name, "when")
        at = at_work(rng, days_later(_known_on(case), 1 + int(rng.random() ** 2 * 6)))
        if rng.random() < _LOOKED_AT and at < office.until:
            yield Planned(at, name, case.pk)


def _cases() -> list[Case]:
    """Every judged case for which a task was made, done or not."""
    last = CaseConversation.objects.filter(case=OuterRef("pk")).order_by()
    last = last.exclude(conversation__external_id__startswith="sup-")
    day = last.values("case").annotate(day=Max("conversation__day")).values("day")
    asked = ReviewTask.objects.filter(seat=1).values("case")
    rows = Case.objects.filter(pk__in=asked, merged_into=None, judgement__isnull=False)
    rows = rows.select_related("conversation").annotate(last_on=Subquery(day))
    return list(rows.defer("judgement__facts"))


def _known_on(case: Case) -> date:
    """The day on which all was known that was found."""
    last: date | None = vars(case).get("last_on")
    known = max(case.day, last or case.day)
    takes_time = any(rule.startswith(_TAKES_TIME) for rule in case.violated)
    return max(known, case.day + _TIME) if takes_time else known
