"""What follows when a case is concluded, an appeal upheld, a supplement come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from goodfaith.platform.events import subscriber
from goodfaith.quality.events import (
    AppealAnswered,
    CaseConcluded,
    CasesJoined,
    PeopleOfCaseChanged,
    SupplementArrived,
    TaskDone,
)
from goodfaith.quality.models import Seat
from goodfaith.quality.outcome.corrective import supplement_came
from goodfaith.quality.outcome.notifying import follow
from goodfaith.quality.outcome.people import concluded_about
from goodfaith.quality.outcome.proposing import propose
from goodfaith.trust.changes import OrganisationChanged


@subscriber("quality.notices", CaseConcluded, batch=50, ordered=True)
def send_notices(events: Sequence[CaseConcluded]) -> None:
    """Advisers are told of what was confirmed; once however often the event comes."""
    _follow(event.case for event in events)


@subscriber("quality.notices_of_later_readers", TaskDone, batch=50, ordered=True)
def follow_later_readers(events: Sequence[TaskDone]) -> None:
    """What a second reader or an arbiter says stands, also after the case was concluded."""
    _follow(event.case for event in events if event.seat >= Seat.SECOND)


@subscriber("quality.notices_of_others", PeopleOfCaseChanged, CasesJoined, ordered=True)
def follow_people(events: Sequence[Any]) -> None:
    """What counts, counts against whom it is about; of joined cases each finding once."""
    _follow(event.case for event in events)


@subscriber("quality.notices_of_people_learnt", OrganisationChanged, batch=20)
def follow_learnt(events: Sequence[OrganisationChanged]) -> None:
    """Somebody whom nobody knew when it was concluded is known now."""
    _follow(concluded_about({id for event in events for id in event.staff_ids}))


def _follow(cases: Iterable[int]) -> None:
    for case in sorted({*cases}):
        follow(case, now=timezone.now())


@subscriber("quality.examples", AppealAnswered)
def propose_examples(events: Sequence[AppealAnswered]) -> None:
    """What was wrongly taken for a violation is proposed as an example, once."""
    upheld = [event.appeal for event in events if event.outcome == "upheld"]
    if upheld:
        propose(upheld, now=timezone.now())


@subscriber("quality.supplement_actions", SupplementArrived)
def finish_supplements(events: Sequence[SupplementArrived]) -> None:
    """Whoever was to see to a supplement has."""
    supplement_came({event.case for event in events}, now=timezone.now())
