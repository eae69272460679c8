"""`GET /sales/{id}/quality`: may this policy be issued, as far as its sale has been looked at."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Schema

from goodfaith.platform.api_access import acting
from goodfaith.quality.gate.answer import answer_of
from goodfaith.quality.models import Case
from goodfaith.trust.api_access import caller

router = Router(tags=["sales"])


class OpenFindings(Schema):
    """How many rules are violated, by severity, and how many cannot be decided."""

    critical: int
    major: int
    minor: int
    note: int
    undecidable: int


class SaleQuality(Schema):
    """`waits_for` is review, supplement, recheck or "" when a person has concluded."""

    sale: str
    applications: list[str]
    policies: list[str]
    state: str
    conclusion: str
    score: float | None
    vetoed: bool
    findings: OpenFindings
    due_at: datetime | None
    waits_for: str
    deadline_on: str | None
    as_of: datetime | None
    link: str


@router.get(
    "/sales/{id}/quality",
    auth=acting("sales.quality"),
    summary="The quality of a sale, for the issue gate",
    response=SaleQuality,
)
def get_quality(request: HttpRequest, id: str) -> Any:
    """By the id of an application or a policy; nobody's words, only what was concluded."""
    if "\0" in id:
        raise Http404
    found = Case.objects.visible_to(caller(request)).filter(kind=Case.Kind.SALE)
    named = Q(sale=id) | Q(applications__contains=[id]) | Q(policies__contains=[id])
    rows = found.filter(named).select_related("judgement", "signed_off").order_by("-pk")
    case = next((row for row in rows if row.sale == id), None) or rows.first()
    if case is None:
        raise Http404
    return HttpResponse(msgspec.json.encode(answer_of(case)), content_type="application/json")
