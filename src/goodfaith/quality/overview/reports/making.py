"""Making a report: asked for on the page, made in the background, kept to be taken again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import get_language

from goodfaith.platform.events import job
from goodfaith.quality.models import Report
from goodfaith.quality.models.overview import EXPORT, TALLY_ROLES
from goodfaith.quality.overview.counting import count_stale
from goodfaith.quality.overview.reports.contents import (
    STEPS,
    Contents,
    contents_of,
    nobody,
    period_of,
)
from goodfaith.quality.overview.reports.workbook import workbook
from goodfaith.quality.overview.rule_words import rules_in_force
from goodfaith.trust import ledger
from goodfaith.trust.models import Unit
from goodfaith.trust.roles import Role
from goodfaith.trust.viewing import Viewer, viewer_of

KEPT_DAYS = 400


class NoUnits(Exception):
    """There is nothing that a report could tell this viewer of, or not of that unit."""


def ask_report(*, viewer: Viewer, kind: str, day: date, unit: int | None, now: datetime) -> Report:
    """Have a report made of the day, or of its week. Raises `NoUnits`.

    The same that is being made already is not begun again.
    """
    units, name = part_of(viewer, unit)
    first, last = period_of(kind, day)
    asked = {
        "kind": kind, "from_on": first, "to_on": last, "unit_ids": units, "unit_name": name,
        "language": get_language() or "", "asked_by_id": viewer.staff_id,
    }  # fmt: skip
    with transaction.atomic():
        running = Report.objects.filter(**asked, state=Report.State.WAITING).first()
        if running:
            return running
        made = Report.objects.create(**asked, asked_at=now)
        ledger.record(viewer, "overview.reported", made, now, kind=kind, day=first.isoformat())
        make_report.later(report=made.pk)
    return made


def part_of(viewer: Viewer, unit: int | None) -> tuple[list[int] | None, str]:
    """The units that a report for `viewer` is of, None for all, and what they are called.

    Raises `NoUnits`.
    """
    if unit is None and Role.COMPLIANCE in viewer.roles:
        return None, ""
    units = [unit] if unit is not None else viewer.units_of(*TALLY_ROLES)
    if not units:
        raise NoUnits
    names = Unit.objects.filter(pk__in=units).order_by("name_key").values_list("name", flat=True)
    return units, "、".join(names)[:200]


@job("quality.make_report", queue="interactive")
def make_report(*, report: int) -> None:
    """Made as of this moment; what was lost while it was made is made again."""
    row = Report.objects.select_related("asked_by").get(pk=report)
    if row.state != Report.State.WAITING:
        return
    now = timezone.now()
    viewer = viewer_of(row.asked_by, timezone.localdate())
    if not row.asked_by.is_active or not viewer.may(EXPORT):
        Report.objects.filter(pk=report).update(state=Report.State.FAILED)
        return
    count_stale(now)

    def done(step: int) -> None:
        Report.objects.filter(pk=report).update(steps=step)

    with translation.override(row.language):
        told = _contents(viewer, row.kind, row.from_on, row.to_on, row.unit_ids, row.unit_name,
                         now, done)  # fmt: skip
        content = workbook(told)
    Report.objects.filter(pk=report).update(
        state=Report.State.DONE, steps=STEPS, made_at=now, counted_at=told.counted_at,
        content=content,
    )  # fmt: skip


def report_now(viewer: Viewer, kind: str, day: date, unit: int | None, now: datetime) -> Contents:
    """The report in the language that is spoken, without keeping it. Raises `NoUnits`."""
    units, name = part_of(viewer, unit)
    return _contents(viewer, kind, *period_of(kind, day), units, name, now)


def last_day(kind: str, today: date) -> date:
    """The day that a report sent today is of: yesterday, or a day of the week that is over."""
    return today - timedelta(days=1 if kind == Report.Kind.DAILY else today.weekday() + 1)


def forget_reports(now: datetime) -> int:
    """Take away what nobody has to keep any more; how many."""
    old = Report.objects.filter(asked_at__lt=now - timedelta(days=KEPT_DAYS))
    return old.delete()[0]


def _contents(
    viewer: Viewer, kind: str, first: date, last: date, units: list[int] | None, name: str,
    now: datetime, done: Callable[[int], None] = nobody,
) -> Contents:  # fmt: skip
    unit = units[0] if units is not None and len(units) == 1 else None
    return contents_of(viewer, kind, first, last, unit, name, now, rules_in_force(), done)
