"""The filters of the list of cases: read from the address, applied to what may be seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from goodfaith.analysis.finding import SEVERITIES
from goodfaith.platform.web.filtering import Filters, RowId
from goodfaith.quality.cases.due import end_of, start_of
from goodfaith.quality.models import Case
from goodfaith.quality.models.cases import CaseQuerySet

WORK = "work"
"""The state of what somebody has to do something about now."""
_TO_WORK = (Case.State.OPEN, Case.State.RECHECK, Case.State.REOPENED)
_WITHIN: Mapping[str, int] = {"today": 0, "3d": 3, "7d": 7}


class CaseFilters(Filters, frozen=True):
    """What the list of cases is narrowed to."""

    choices: ClassVar[Mapping[str, Iterable[str]]] = {
        "state": (WORK, *Case.State.values),
        "due": ("overdue", *_WITHIN, "none"),
        "severity": (*SEVERITIES, "undecidable", "clear"),
        "conclusion": [value for value in Case.Conclusion.values if value],
        "kind": Case.Kind.values,
    }
    phrases: ClassVar[Mapping[str, Any]] = {
        "q": _("id %(value)s"),
        "since": _("from %(value)s"),
        "until": _("to %(value)s"),
        "adviser": _("adviser %(value)s"),
    }

    q: str = ""
    state: str = ""
    due: str = ""
    severity: str = ""
    conclusion: str = ""
    unit: RowId | None = None
    adviser: str = ""
    channel: str = ""
    product: str = ""
    kind: str = ""
    rule: str = ""
    since: date | None = None
    until: date | None = None


def narrowed(cases: CaseQuerySet, filters: CaseFilters, now: datetime) -> CaseQuerySet:
    """What of `cases` the filters leave."""
    return cases.filter(*_conditions(filters, now))


def named(text: str) -> Q:
    """A case by an application, a policy, a customer's reference or a conversation's id."""
    found = Q(sale=text) | Q(applications__contains=[text]) | Q(policies__contains=[text])
    return found | Q(customer=text) | Q(conversation__external_id=text)


def _conditions(filters: CaseFilters, now: datetime) -> Iterator[Q]:
    if filters.q:
        yield named(filters.q)
    if filters.state == WORK:
        yield Q(state__in=_TO_WORK)
    elif filters.state:
        yield Q(state=filters.state)
    yield from _severity(filters.severity)
    yield from _due(filters.due, now)
    for name in ("conclusion", "channel", "product_type", "kind"):
        value = getattr(filters, "product" if name == "product_type" else name)
        if value:
            yield Q(**{name: value})
    if filters.unit is not None:
        yield Q(unit_path__contains=[filters.unit])
    if filters.adviser:
        yield Q(adviser_number=filters.adviser) | Q(adviser__name__icontains=filters.adviser)
    if filters.rule:
        yield Q(violated__contains=[filters.rule])
    if filters.since:
        yield Q(day__gte=filters.since)
    if filters.until:
        yield Q(day__lte=filters.until)


def _severity(severity: str) -> Iterator[Q]:
    if severity == "undecidable":
        yield Q(undecidable_count__gt=0)
    elif severity == "clear":
        yield Q(worst=None, undecidable_count=0, judgement__isnull=False)
    elif severity:
        yield Q(worst=SEVERITIES.index(severity))


def _due(due: str, now: datetime) -> Iterator[Q]:
    """Of what is still to be decided: a concluded case is due no more."""
    zone = ZoneInfo(settings.TIME_ZONE)
    today = now.astimezone(zone).date()
    living = ~Q(state=Case.State.CLOSED)
    if due == "overdue":
        yield living & Q(due_at__lte=now)
    elif due == "none":
        yield Q(due_at=None)
    elif due in _WITHIN:
        last = end_of(today + timedelta(days=_WITHIN[due]), zone)
        yield living & Q(due_at__lte=last, due_at__gt=start_of(today, zone))
