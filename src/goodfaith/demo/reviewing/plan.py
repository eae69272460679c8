"""Which cases have been looked at by the last day, and when: of the last days nearly none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final

import msgspec
from django.db.models import Max, OuterRef, Subquery

from goodfaith.demo.reviewing.hours import ZONE, at_work, days_later, working_day
from goodfaith.demo.reviewing.office import Office, name_of
from goodfaith.quality.models import Case, CaseConversation, ReviewTask

MOST: Final = {"tiny": 10, "small": 300, "large": 2_000}
"""So many cases are looked at, by the size of the insurer."""
_LOOKED_AT = 0.88
_FIRST_DAYS = 15
"""What was sold before there were conversations is looked at in the first days."""
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
    last = at_work(office.lot("last day"), _last_day(office)).date()
    drawn = sorted(
        found, key=lambda one: (one.at.date() != last, office.lot(one.name, "drawn").random())
    )[:most]
    chosen = {one.name for one in drawn}
    return [one for one in found if one.name in chosen]


def _possible(office: Office) -> Iterator[Planned]:
    cases = _cases()
    tried = _tried(office, cases)
    for case in cases:
        name = name_of(case)
        rng = office.lot(name, "when")
        known = _known_on(case)
        if known < office.since.date():
            known = office.since.date() + timedelta(days=int(rng.random() * _FIRST_DAYS))
        at = at_work(rng, days_later(known, 1 + int(rng.random() ** 2 * 6)))
        if case.pk in tried:
            yield Planned(at_work(rng, _last_day(office)), name, case.pk)
        elif rng.random() < _LOOKED_AT and at < office.until:
            yield Planned(at, name, case.pk)


def _tried(office: Office, cases: Iterable[Case]) -> set[int]:
    """The gravest cases of those as whom one can sign in: looked at on the last day."""
    found: dict[str, Case] = {}
    for case in cases:
        own = case.adviser_number
        if own in office.tried and case.violated and case.day < _last_day(office):
            found[own] = min(case, found.get(own, case), key=_gravity)
    return {case.pk for case in found.values()}


def _gravity(case: Case) -> tuple[int, int, str]:
    """Two or three things to read are better than a dozen."""
    return abs(len(case.violated) - 3), case.worst or 0, name_of(case)


def _last_day(office: Office) -> date:
    """The last working day."""
    day = office.until.astimezone(ZONE).date() - timedelta(days=1)
    while working_day(day) != day:
        day -= timedelta(days=1)
    return day


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
