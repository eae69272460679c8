"""What a report tells, as values: numbers, ids and codes, nothing that a customer said or is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec
from django.db.models import Case as When
from django.db.models import IntegerField, Value
from django.db.models import When as If
from django.utils.translation import gettext as _

from goodfaith.analysis.finding import SEVERITIES
from goodfaith.quality.models import Case, CaseFinding, Report, Tally
from goodfaith.quality.overview.figures import (
    Figures,
    Place,
    counted_at,
    rules_of,
    tree_of,
    unit_names,
    whole_of,
    work_of,
)
from goodfaith.quality.overview.filters import CHOSEN, Scope
from goodfaith.quality.overview.precision import RulePrecision, precisions
from goodfaith.trust.viewing import Viewer

DEEPEST = 2
"""Head office, branch, team: levels of units in a report."""
MOST_FINDINGS = 100
MOST_OVERDUE = 500
STEPS = 6


class Finding(msgspec.Struct, frozen=True):
    """One of the gravest findings; `case` is the case's id, `sale` its application or policy."""

    case: int
    sale: str
    day: date
    unit: str
    adviser: str
    rule: str
    severity: str
    decided: str


class Overdue(msgspec.Struct, frozen=True):
    case: int
    sale: str
    due_at: datetime
    unit: str
    adviser: str
    state: str
    worst: str


class Contents(msgspec.Struct, frozen=True):
    """All that a report has; `before` is the period as long right before it."""

    scope: Scope
    kind: str
    unit_name: str
    counted_at: datetime | None
    made_at: datetime
    whole: Figures
    before: Figures
    units: list[tuple[Place, str]]
    rules: list[RulePrecision]
    findings: list[Finding]
    overdue: list[Overdue]
    overdue_total: int
    talks: Figures
    talk_units: list[tuple[Place, str]]
    talk_channels: dict[str, Figures]


def period_of(kind: str, day: date) -> tuple[date, date]:
    """The day itself, or its week from Monday to Sunday."""
    if kind == Report.Kind.DAILY:
        return day, day
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def nobody(step: int) -> None:
    """Is told how far it is."""


def contents_of(
    viewer: Viewer,
    kind: str,
    first: date,
    last: date,
    unit: int | None,
    unit_name: str,
    now: datetime,
    words: tuple[dict[str, str], dict[str, str]],
    done: Callable[[int], None] = nobody,
) -> Contents:
    """What `viewer` may know of the days; `words` are the rules' titles and severities.

    `done` is told how many of `STEPS` are done.
    """
    scope = Scope(first, last, CHOSEN, unit)
    talks = msgspec.structs.replace(scope, of=Tally.Of.TALK.value)
    work, before = work_of(viewer, scope), whole_of(viewer, scope.before)
    done(1)
    rules = precisions(rules_of(viewer, scope), *words, work.whole.judged)
    done(2)
    units, talk_units = tree_of(viewer, scope, DEEPEST), tree_of(viewer, talks, DEEPEST)
    names = unit_names({place.id for place in (*units, *talk_units)})
    done(3)
    findings = _gravest(viewer, scope)
    done(4)
    overdue = _overdue(viewer, unit, now)
    found = work_of(viewer, talks)
    done(5)
    return Contents(
        scope, kind, unit_name, counted_at(), now, work.whole, before,
        _named(units, work.whole, names, unit),
        sorted(rules, key=lambda one: (-one.figures.violated, one.rule)),
        findings, overdue[:MOST_OVERDUE], len(overdue), found.whole,
        _named(talk_units, found.whole, names, unit),
        found.channels,
    )  # fmt: skip


def _named(
    places: Sequence[Place], whole: Figures, names: Mapping[int, str], unit: int | None
) -> list[tuple[Place, str]]:
    """Units by name; last, what belongs to none of them, so that the first level is the whole."""
    rows = [(place, names.get(place.id, str(place.id))) for place in places]
    rest = whole.without(place.figures for place in places if place.depth == 0)
    if rest.total:
        rows.append((Place(0, 0, rest), _("Directly here") if unit else _("In no unit")))
    return rows


def _gravest(viewer: Viewer, scope: Scope) -> list[Finding]:
    """What people confirmed, then what nobody has decided on; the gravest first."""
    cases = Case.objects.visible_to(viewer).filter(day__range=(scope.first, scope.last))
    if scope.unit is not None:
        cases = cases.filter(unit_path__contains=[scope.unit])
    gravity = When(
        *(If(severity=s, then=Value(n)) for n, s in enumerate(SEVERITIES)),
        default=Value(len(SEVERITIES)), output_field=IntegerField(),
    )  # fmt: skip
    stands = When(
        If(decided__in=("confirmed", "missed", "resolved"), then=Value(0)),
        default=Value(1), output_field=IntegerField(),
    )  # fmt: skip
    rows = CaseFinding.objects.filter(case__in=cases).exclude(
        decided__in=("dismissed", "cleared", "unclear")
    )
    rows = rows.exclude(verdict="undecidable", decided="").annotate(gravity=gravity, stands=stands)
    rows = rows.select_related("case__unit", "case__adviser", "case__conversation")
    return [
        Finding(
            row.case_id, str(row.case), row.case.day, _unit(row.case), _adviser(row.case),
            row.rule, row.severity, row.decided,
        )
        for row in rows.order_by("stands", "gravity", "case__day", "case_id", "rule")[
            :MOST_FINDINGS
        ]
    ]  # fmt: skip


def _overdue(viewer: Viewer, unit: int | None, now: datetime) -> list[Overdue]:
    """All that are too late now, whatever day they are of; the longest first."""
    rows = Case.objects.visible_to(viewer).filter(due_at__lte=now)
    rows = rows.exclude(state=Case.State.CLOSED)
    if unit is not None:
        rows = rows.filter(unit_path__contains=[unit])
    rows = rows.select_related("unit", "adviser", "conversation").order_by("due_at", "pk")
    return [
        Overdue(
            row.pk, str(row), row.due_at, _unit(row), _adviser(row), row.get_state_display(),
            "" if row.worst is None else SEVERITIES[row.worst],
        )
        for row in rows[:5_000]
        if row.due_at
    ]  # fmt: skip


def _unit(case: Case) -> str:
    return case.unit.name if case.unit else ""


def _adviser(case: Case) -> str:
    return f"{case.adviser.name} {case.adviser_number}" if case.adviser else case.adviser_number


__all__ = ["STEPS", "Contents", "contents_of", "nobody", "period_of"]
