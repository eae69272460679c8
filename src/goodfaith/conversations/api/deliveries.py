"""Files handed in by piece: announce, send pieces from where it stopped, complete, watch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query
from pydantic import Field

from goodfaith.analysis.problems import Refused
from goodfaith.conversations.api.routes import router
from goodfaith.conversations.deliveries import (
    add_bytes,
    begin_delivery,
    complete_delivery,
    problem_lines,
    retry_delivery,
    stop_delivery,
)
from goodfaith.conversations.models import Delivery
from goodfaith.platform.api_access import acting
from goodfaith.platform.routing import Paging, Problem, creating, paged
from goodfaith.trust.api_access import caller
from goodfaith.trust.api_files import DIGEST, PIECE, At, take_piece
from goodfaith.trust.api_values import (
    answer,
    decoded,
    error_of,
    json_body,
    refused_told,
    sends,
)
from goodfaith.trust.viewing import Viewer

_ACT = acting("conversations.receive")


class Announced(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`size` in bytes; `sha256` of the whole file in hex, where it is known beforehand."""

    name: str
    size: int
    sha256: str = ""
    options: dict[str, Any] = {}


class Wanted(Paging):
    """Which deliveries."""

    sha256: str = Field("", pattern=r"^([0-9a-f]{64})?$")
    state: str = Field("", pattern=r"^[a-z]{0,10}$")


_BODY = {
    "type": "object",
    "required": ["name", "size"],
    "properties": {
        "name": {"type": "string"},
        "size": {"type": "integer", "minimum": 0},
        "sha256": DIGEST,
        "options": {"type": "object"},
    },
}


@router.get("/deliveries", auth=_ACT, summary="Files that were handed in", response=Any)
def list_deliveries(request: HttpRequest, wanted: Query[Wanted]) -> HttpResponse:
    """The latest first."""
    given = {name: value for name, value in
             (("sha256", wanted.sha256), ("state", wanted.state)) if value}  # fmt: skip
    viewer = caller(request)
    page = paged(Delivery.objects.visible_to(viewer).filter(**given), wanted, ("-id",))
    return answer({**page, "items": deliveries_told(viewer, page["items"])})


@router.post("/deliveries", auth=_ACT, summary="Announce a file", response={201: Any},
             openapi_extra=json_body(_BODY))  # fmt: skip
@creating
def begin(request: HttpRequest) -> HttpResponse:
    """The answer says where to go on: `received` is 0 for a new file."""
    wanted = decoded(request, Announced)
    viewer = caller(request)
    with refused_told():
        made = begin_delivery(
            name=wanted.name, size=wanted.size, sha256=wanted.sha256, options=wanted.options,
            actor=viewer, now=timezone.now(),
        )  # fmt: skip
    return answer(delivery_told(viewer, made), 201)


@router.get("/deliveries/{int:id}", auth=_ACT, summary="How far a file is", response=Any)
def get_delivery(request: HttpRequest, id: int) -> HttpResponse:
    """Bytes received, conversations taken in."""
    viewer = caller(request)
    return answer(delivery_told(viewer, delivery_or_404(viewer, id)))


@router.put("/deliveries/{int:id}/bytes", auth=_ACT, summary="Send the next piece", response=Any,
            openapi_extra=PIECE)  # fmt: skip
def send_bytes(request: HttpRequest, id: int, at: Query[At]) -> HttpResponse:
    """Up to 8 MiB from byte `offset` on, which has to be `received`; 409 says what that is.

    The answer comes when the bytes are on the disk.
    """
    return take_piece(request, delivery_or_404(caller(request), id), at, add_bytes)


@router.post("/deliveries/{int:id}/complete", auth=_ACT, summary="The file is whole",
             response={202: Any})  # fmt: skip
def complete(request: HttpRequest, id: int) -> HttpResponse:
    """It is taken in in the background, unless it `is_same` as a file that was taken in before.

    `same_as` is then the earlier delivery, where you may see it.
    """
    viewer = caller(request)
    row = delivery_or_404(viewer, id)
    with refused_told():
        row = complete_delivery(row, actor=viewer, now=timezone.now())
    return answer(delivery_told(viewer, row), 202)


@router.post("/deliveries/{int:id}/stop", auth=_ACT, summary="Take in no more", response=Any)
def stop(request: HttpRequest, id: int) -> HttpResponse:
    """What is in stays."""
    viewer = caller(request)
    row = stop_delivery(delivery_or_404(viewer, id), actor=viewer, now=timezone.now())
    return answer(delivery_told(viewer, row))


@router.post("/deliveries/{int:id}/retry", auth=_ACT, summary="Go on with one that failed",
             response={202: Any})  # fmt: skip
def retry(request: HttpRequest, id: int) -> HttpResponse:
    """From where it stopped; one that has not failed stays as it is. 409 when its file is gone."""
    viewer = caller(request)
    try:
        row = retry_delivery(delivery_or_404(viewer, id), actor=viewer, now=timezone.now())
    except Refused as refused:
        errors = [error_of(one) for one in refused.problems]
        raise Problem(409, "not_possible", errors=errors) from None
    return answer(delivery_told(viewer, row), 202)


@router.get("/deliveries/{int:id}/problems", auth=_ACT, summary="What could not be read",
            response=Any)  # fmt: skip
def list_problems(request: HttpRequest, id: int, paging: Query[Paging]) -> HttpResponse:
    """In file order: where, what was found there, what was expected."""
    rows = delivery_or_404(caller(request), id).problems.all()
    page = paged(rows, paging, ("id",))
    names = ("code", "entry", "place", "field", "found", "expected")
    items = [{name: getattr(row, name) for name in names} for row in page["items"]]
    return answer({**page, "items": items})


@router.get("/deliveries/{int:id}/problems.csv", auth=_ACT, summary="The problems as a table",
            response={200: None}, openapi_extra=sends("text/csv"))  # fmt: skip
def download_problems(request: HttpRequest, id: int) -> Any:
    """CSV in UTF-8."""
    row = delivery_or_404(caller(request), id)
    response = StreamingHttpResponse(problem_lines(row), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="delivery-{row.pk}.csv"'
    return response


def delivery_or_404(viewer: Viewer, id: int) -> Delivery:
    """What `viewer` may see of it; absent and hidden alike raise `Http404`."""
    return get_object_or_404(Delivery.objects.visible_to(viewer), pk=id)


def delivery_told(viewer: Viewer, row: Delivery) -> dict[str, Any]:
    """What a page or a program is told of a delivery."""
    (told,) = deliveries_told(viewer, [row])
    return told


def deliveries_told(viewer: Viewer, rows: Sequence[Delivery]) -> list[dict[str, Any]]:
    """The same of many; of an earlier delivery of the same file its id where it may be seen."""
    names = (
        "id name source state size received sha256 reached added revised same refused failure"
        " begun_at ended_at"
    ).split()
    earlier = {row.same_as_id for row in rows if row.same_as_id is not None}
    visible = Delivery.objects.visible_to(viewer).filter(pk__in=earlier) if earlier else ()
    seen = {one.pk for one in visible}
    return [
        {name: getattr(row, name) for name in names}
        | {
            "is_same": row.same_as_id is not None,
            "same_as": row.same_as_id if row.same_as_id in seen else None,
        }
        for row in rows
    ]
