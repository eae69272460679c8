"""What has to happen by when: told before, over once, whatever died meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.db import connection, transaction

from goodfaith.platform.events import publish
from goodfaith.quality.cases.due import Due, Pending, next_look, warn_on
from goodfaith.quality.cases.judging import Judged
from goodfaith.quality.cases.settled import Settled
from goodfaith.quality.events import DeadlineWarned
from goodfaith.quality.models import Case, Deadline

Standing = dict[int, list[Deadline]]
"""The open deadlines of cases, by case."""

Outcome = Deadline.Outcome
_DECIDED = (Case.State.CLOSED,)
_UPDATE = """
update quality_deadline d
set warned_at = r.warned_at, ended_at = r.ended_at, outcome = r.outcome
from jsonb_to_recordset(%s::jsonb)
    as r(id bigint, warned_at timestamptz, ended_at timestamptz, outcome varchar)
where d.id = r.id
"""


def open_of(cases: Iterable[Case]) -> Standing:
    """Those that have not ended."""
    rows = Deadline.objects.filter(case__in=[c.pk for c in cases], ended_at=None)
    found: Standing = {}
    for row in rows.order_by("due_on", "rule"):
        found.setdefault(row.case_id, []).append(row)
    return found


def over(standing: Iterable[Deadline], today: date) -> frozenset[str]:
    """The rules of which a deadline has passed: only then does time alone change a verdict."""
    return frozenset(row.rule for row in standing if row.rule and row.due_on < today)


def settle_all(
    cases: Sequence[Case],
    standing: Standing,
    judged: Mapping[int, Judged],
    known: Settled,
    *,
    now: datetime,
    zone: ZoneInfo,
) -> None:
    """New deadlines, those that have ended, warnings, and when time next changes something.

    `judged` has the cases that were judged just now; of others the deadlines stay as they are.
    The caller saves the cases.
    """
    made: list[Deadline] = []
    changed: list[Deadline] = []
    told: list[DeadlineWarned] = []
    for case in cases:
        policy, own = known.due_of(case.channel), standing.get(case.pk, [])
        verdicts = judged.get(case.pk)
        ended = [row for row in own if _end(row, case, verdicts, now, zone)]
        living = [row for row in own if row.ended_at is None]
        fresh = _fresh(case, living, verdicts, policy, now.astimezone(zone).date(), zone)
        warned = [row for row in (*living, *fresh) if _warn(row, now, zone)]
        made += fresh
        changed += [row for row in own if row in ended or row in warned]
        _show(case, [*living, *fresh], policy, now, zone)
        told += [
            DeadlineWarned(case.pk, case.revision, row.rule, row.due_on.isoformat())
            for row in warned
        ]
    Deadline.objects.bulk_create(made, ignore_conflicts=True)
    _write(changed)
    publish(*told)


def _write(changed: Sequence[Deadline]) -> None:
    names = ("id", "warned_at", "ended_at", "outcome")
    rows = [{name: getattr(row, name) for name in names} for row in changed]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_UPDATE, [msgspec.json.encode(rows).decode()])


def _end(row: Deadline, case: Case, verdicts: Judged | None, now: datetime, zone: ZoneInfo) -> bool:
    """Whether it has just ended, and how."""
    if outcome := _outcome(row, case, verdicts, now.astimezone(zone).date(), zone):
        row.ended_at, row.outcome = now, outcome
    return row.ended_at is not None


def _outcome(
    row: Deadline, case: Case, verdicts: Judged | None, today: date, zone: ZoneInfo
) -> str:
    if not row.rule:
        return _outcome_of_review(row, case, today, zone)
    if verdicts is None or Pending(row.due_on, row.rule) in verdicts.pending:
        return ""
    if row.rule in verdicts.violated and row.due_on < today:
        return Outcome.EXPIRED
    return Outcome.MET if row.rule in verdicts.passed else Outcome.GONE


def _outcome_of_review(row: Deadline, case: Case, today: date, zone: ZoneInfo) -> str:
    if case.state in _DECIDED:
        return Outcome.MET
    if case.due_at is None or _due_day(case, zone) != row.due_on:
        return Outcome.GONE
    return Outcome.EXPIRED if row.due_on < today else ""


def _due_day(case: Case, zone: ZoneInfo) -> date | None:
    """The last day on which it is in time; `due_at` is the midnight that ends it."""
    if case.due_at is None:
        return None
    return date.fromordinal(case.due_at.astimezone(zone).date().toordinal() - 1)


def _fresh(
    case: Case,
    living: Sequence[Deadline],
    verdicts: Judged | None,
    policy: Due,
    today: date,
    zone: ZoneInfo,
) -> list[Deadline]:
    """What is to be waited for that was not; a review that is late already is not waited for."""
    known = {(row.rule, row.due_on) for row in living}
    wanted = list(verdicts.pending) if verdicts else []
    day = _due_day(case, zone)
    if day is not None and day >= today and case.state not in _DECIDED:
        wanted.append(Pending(day))
    return [
        Deadline(case=case, rule=p.rule, due_on=p.due_on, warn_on=warn_on(p, policy))
        for p in wanted
        if (p.rule, p.due_on) not in known
    ]


def _warn(row: Deadline, now: datetime, zone: ZoneInfo) -> bool:
    """Whether it is told of just now; once."""
    if row.warned_at is not None or now.astimezone(zone).date() < row.warn_on:
        return False
    row.warned_at = now
    return True


def _show(
    case: Case, living: Sequence[Deadline], policy: Due, now: datetime, zone: ZoneInfo
) -> None:
    waits = [(Pending(row.due_on, row.rule), row.warned_at is not None) for row in living]
    case.next_look_at = next_look(waits, policy, now, zone)
    case.deadline_on = min((row.due_on for row in living if row.rule), default=None)


def refresh(case: Case, known: Settled, *, now: datetime) -> None:
    """After a person's act: the review's own deadline follows its state. The caller saves."""
    zone = ZoneInfo(settings.TIME_ZONE)
    with transaction.atomic():
        settle_all([case], open_of([case]), {}, known, now=now, zone=zone)
