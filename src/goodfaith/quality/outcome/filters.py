"""The filters of appeals, charges and corrective actions, as they stand in the address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from goodfaith.platform.web.addresses import id_in
from goodfaith.quality.models import Appeal, Charge, CorrectiveAction
from goodfaith.quality.models.outcomes import (
    AppealQuerySet,
    ChargeQuerySet,
    CorrectiveActionQuerySet,
)
from goodfaith.quality.outcome import waiting
from goodfaith.quality.outcome.corrective import today
from goodfaith.quality.review.seats import blind_cases
from goodfaith.trust.viewing import Viewer

_LONGEST = 200


def asked(query: QueryDict, name: str) -> str:
    return query.get(name, "").strip()[:_LONGEST]


def charges_asked(viewer: Viewer, query: QueryDict) -> ChargeQuerySet:
    """By `state`, `rule`, `severity`, `unit` (with all below), `adviser`, `since`, `until`."""
    rows = Charge.objects.visible_to(viewer).filter(*_common(query, ""))
    rows = rows.exclude(case__in=blind_cases(viewer))
    if severity := asked(query, "severity"):
        rows = rows.filter(severity=severity)
    match asked(query, "state"):
        case "stands":
            rows = rows.standing()
        case ("restored" | "taken_back") as ended:
            rows = rows.filter(ended_as=ended)
    for name, limit in (("since", "day__gte"), ("until", "day__lte")):
        if day := _day(asked(query, name)):
            rows = rows.filter(**{limit: day})
    return rows


def appeals_asked(viewer: Viewer, query: QueryDict) -> AppealQuerySet:
    """By `look` (`words.APPEALS`), `stage`, `rule`, `unit`, `adviser`."""
    rows = Appeal.objects.visible_to(viewer).filter(*_common(query, "charge__"))
    rows = rows.exclude(charge__case__in=blind_cases(viewer))
    if (stage := asked(query, "stage")) in Appeal.Stage.values:
        rows = rows.filter(stage=stage)
    open_ones = Q(state=Appeal.State.FILED)
    looks: Mapping[str, Q] = {
        "hand": open_ones & Q(judge_id=viewer.staff_id),
        "open": open_ones,
        "late": open_ones & Q(answer_by__lte=timezone.now()),
        "rejected": Q(state=Appeal.State.REJECTED),
        "upheld": Q(state=Appeal.State.UPHELD),
        "all": Q(),
    }
    look = looks.get(asked(query, "look"))
    if look is None:
        return rows.filter(pk__in=waiting.to_answer(viewer).values("pk"))
    return rows.filter(look)


def actions_seen(viewer: Viewer) -> CorrectiveActionQuerySet:
    """Not those of others about a case that the viewer is to read blindly."""
    rows = CorrectiveAction.objects.visible_to(viewer)
    return rows.exclude(~Q(owner_id=viewer.staff_id), case__in=blind_cases(viewer))


def actions_asked(viewer: Viewer, query: QueryDict) -> CorrectiveActionQuerySet:
    """By `look` (`words.ACTIONS`), `kind`, `unit`, `owner` (number or name)."""
    rows = actions_seen(viewer)
    if (kind := asked(query, "kind")) in CorrectiveAction.Kind.values:
        rows = rows.filter(kind=kind)
    if unit := id_in(asked(query, "unit")):
        rows = rows.filter(unit_path__contains=[unit])
    if owner := asked(query, "owner"):
        rows = rows.filter(Q(owner__number=owner) | Q(owner__name__icontains=owner))
    living = Q(state__in=(CorrectiveAction.State.OPEN, CorrectiveAction.State.DONE))
    looks: Mapping[str, Q] = {
        "check": Q(pk__in=waiting.to_check(viewer).values("pk")),
        "open": living,
        "late": living & Q(due_on__lt=today(timezone.now())),
        "closed": ~living,
        "all": Q(),
    }
    mine = Q(pk__in=waiting.to_do(viewer).values("pk"))
    return rows.filter(looks.get(asked(query, "look"), mine))


def _common(query: QueryDict, prefix: str) -> list[Q]:
    found = []
    if rule := asked(query, "rule"):
        found.append(Q(**{f"{prefix}rule": rule}))
    if unit := id_in(asked(query, "unit")):
        found.append(Q(**{f"{prefix}unit_path__contains": [unit]}))
    if adviser := asked(query, "adviser"):
        named = Q(**{f"{prefix}adviser__number": adviser})
        found.append(named | Q(**{f"{prefix}adviser__name__icontains": adviser}))
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


Choices = list[tuple[str, Any]]
