"""Whom confirmed findings are about, when that is learnt only after a case was concluded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet

from goodfaith.platform.events import publish
from goodfaith.quality.events import PeopleOfCaseChanged
from goodfaith.quality.models import Case, CaseConversation, Decision
from goodfaith.trust.models import Staff

People = tuple[str, int | None, str]
"""The number and row of the seller, and the fingerprint of all that the case is judged of."""


def people_of(case: Case) -> People:
    """Changes when it may be about somebody else: a relinked conversation is another revision."""
    return case.adviser_number, case.adviser_id, case.fingerprint


def tell_people(cases: Iterable[Case], before: Mapping[int, People]) -> None:
    """Tell of the concluded cases with confirmed findings that were otherwise before."""
    changed = {c.pk: c for c in cases if c.signed_off_id and people_of(c) != before[c.pk]}
    rows = _confirmed().filter(case__in=changed).values_list("case_id", flat=True)
    found = sorted(set(rows)) if changed else []
    publish(*(PeopleOfCaseChanged(id, changed[id].revision) for id in found))


def concluded_about(staff_ids: Collection[int]) -> list[int]:
    """Concluded cases with confirmed findings that these people sold, or spoke in."""
    if not staff_ids:
        return []
    numbers = list(Staff.objects.filter(pk__in=staff_ids).values_list("number", flat=True))
    spoke = CaseConversation.objects.filter(conversation__adviser_number__in=numbers)
    about = Q(adviser_number__in=numbers) | Q(pk__in=spoke.values("case"))
    cases = Case.objects.filter(about, merged_into=None, signed_off__isnull=False)
    found = cases.filter(Exists(_confirmed().filter(case=OuterRef("pk"))))
    return list(found.values_list("pk", flat=True))


def _confirmed() -> QuerySet[Decision]:
    return Decision.objects.filter(verdict=Decision.Verdict.CONFIRMED, ended_at=None)
