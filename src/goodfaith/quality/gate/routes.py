"""`GET /sales/{id}/quality`: may this policy be issued, as far as its sale has been looked at."""

from __future__ import annotations

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router

from goodfaith.platform.api_access import acting
from goodfaith.quality.gate.answer import SaleQuality, answer_of
from goodfaith.quality.models import Case
from goodfaith.quality.review.seats import blind_cases
from goodfaith.trust.api_access import caller

router = Router(tags=["sales"])


@router.get(
    "/sales/{id}/quality",
    auth=acting("sales.quality"),
    summary="The quality of a sale, for the issue gate",
    response=SaleQuality,
)
def get_quality(request: HttpRequest, id: str) -> HttpResponse:
    """By the id of an application or a policy; nobody's words, only what was concluded."""
    if "\0" in id:
        raise Http404
    viewer = caller(request)
    found = Case.objects.visible_to(viewer).filter(kind=Case.Kind.SALE)
    if viewer.token_id is None:  # a program asks for everybody; a person may be a blind reader
        found = found.exclude(pk__in=blind_cases(viewer))
    named = Q(sale=id) | Q(applications__contains=[id]) | Q(policies__contains=[id])
    rows = found.filter(named).select_related("judgement", "signed_off").order_by("-pk")
    case = next((row for row in rows if row.sale == id), None) or rows.first()
    if case is None:
        raise Http404
    return HttpResponse(answer_of(case).model_dump_json(), content_type="application/json")
