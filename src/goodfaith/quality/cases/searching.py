"""Cases by an application, a policy, a customer's reference or a conversation's id."""

from __future__ import annotations

from collections.abc import Set

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from goodfaith.platform.web.finding import Hit
from goodfaith.quality.cases.filters import named
from goodfaith.quality.cases.tables import customer_of
from goodfaith.quality.models import Case
from goodfaith.quality.review.seats import blind_cases
from goodfaith.trust.viewing import Viewer


def find(viewer: Viewer, text: str, limit: int) -> list[Hit]:
    """Cases with exactly that id, the latest sale first."""
    if not viewer.may("cases.read") or "\0" in text:
        return []
    found = Case.objects.visible_to(viewer).filter(named(text)).select_related("adviser")
    blind = set(blind_cases(viewer))
    return [_hit(case, blind) for case in found.order_by("-day", "-id")[:limit]]


def _hit(case: Case, blind: Set[int]) -> Hit:
    adviser = case.adviser.name if case.adviser else case.adviser_number
    state = "" if case.pk in blind else str(case.get_state_display())
    parts = [case.day.isoformat(), state, customer_of(case), adviser]
    detail = " · ".join(part for part in parts if part)
    return Hit(_("Sale cases"), str(case), detail, reverse("case", args=[case.pk]))
