"""The weeks in which the people of the insurer have worked, told case by case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

import msgspec
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from goodfaith.demo.insurer.people import logins
from goodfaith.demo.insurer.state import TRUTH, Moved, write_state
from goodfaith.demo.reviewing.crew import Crew
from goodfaith.demo.reviewing.knowing import read_truths
from goodfaith.demo.reviewing.office import Office
from goodfaith.demo.reviewing.plan import Planned, plan
from goodfaith.demo.reviewing.proposals import look_through_proposals
from goodfaith.demo.reviewing.story import tell
from goodfaith.demo.simulator import simulate
from goodfaith.demo.simulator.journey import ZONE
from goodfaith.quality.models import Case, Wanted
from goodfaith.quality.outcome.lateness import pass_time
from goodfaith.quality.queue.settling import review_settings, settle_review
from goodfaith.trust.roles import Role

Told = Callable[[int, int], None]
SECOND_SHARE: Final = 0.2
"""So many cases are read twice here: enough for rules to have an agreement."""
_WAITS: Final = 120
"""Times that what still goes on is waited for; something may have been put aside."""


def work_once(state: Moved, home: Path, told: Told, wait: Callable[[], None]) -> Moved:
    """The same, and note in the home that it has been done."""
    work_through(state, home, told, wait)
    state = msgspec.structs.replace(state, reviewed=True)
    write_state(home, state)
    return state


def work_through(state: Moved, home: Path, told: Told, wait: Callable[[], None]) -> None:
    """Let everybody do what they did until the day on which the demo began; twice is once.

    `told` hears how many cases have been looked at, of how many; `wait` is called while judging
    goes on.
    """
    _let_judge(wait)
    office = _office(state, home)
    _settle(office)
    planned = plan(office, state.size)
    on = planned[0].at.astimezone(ZONE).date() if planned else state.today
    for number, one in enumerate(planned):
        on = _pass_days(on, one.at.astimezone(ZONE).date())
        _look_at(office, one)
        told(number + 1, len(planned))
    _pass_days(on, state.today)
    look_through_proposals(office)


def _office(state: Moved, home: Path) -> Office:
    insurer = simulate(state.size, state.seed, state.today)
    since = datetime.combine(insurer.begins_on, time(), ZONE)
    until = datetime.combine(state.today, time(), ZONE)
    tried = frozenset(person.id for person in logins(insurer.organisation)["adviser"])
    truths = read_truths(home / TRUTH, state.truth_bytes)
    return Office(state.seed, since, until, Crew(timezone.localdate()), truths, tried)


def _settle(office: Office) -> None:
    """Compliance has settled at the beginning how much is read twice."""
    people = office.crew.everywhere(Role.COMPLIANCE)
    if people and review_settings().changed_by_id is None:
        began = office.since + timedelta(hours=10)
        actor = office.crew.viewer(people[0])
        settle_review(actor=actor, second_share=SECOND_SHARE, now=began)


def _look_at(office: Office, one: Planned) -> None:
    case = Case.objects.filter(pk=one.case, merged_into=None).first()
    if case is not None:
        tell(office, case, one.at)


def _pass_days(on: date, until: date) -> date:
    """Time passes at the end of each day, for notices and appeals that nobody answered."""
    while on < until:
        on += timedelta(days=1)
        pass_time(now=datetime.combine(on, time(), ZONE))
    return on


def _let_judge(wait: Callable[[], None]) -> None:
    """Until every case has been judged, and has its task."""
    for _ in range(_WAITS):
        if not (Wanted.objects.exists() or _is_busy()):
            return
        wait()


def _is_busy() -> bool:
    names = ("events.deliver", "quality.look_at_cases")
    jobs = ProcrastinateJob.objects.filter(task_name__in=names, status__in=("todo", "doing"))
    return jobs.exists()
