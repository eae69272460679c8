"""Files handed in by piece: announce, send pieces from where it stopped, complete, watch."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from ninja import Query, Schema
from pydantic import Field

from goodfaith.conversations.api.routes import router
from goodfaith.conversations.deliveries import (
    OffsetWrong,
    Refused,
    add_bytes,
    begin_delivery,
    complete_delivery,
    problem_lines,
    stop_delivery,
)
from goodfaith.conversations.deliveries.arriving import LARGEST_PIECE
from goodfaith.conversations.models import Delivery
from goodfaith.platform.api_access import acting
from goodfaith.platform.routing import Paging, Problem, creating, paged
from goodfaith.trust.api_access import caller
from goodfaith.trust.api_values import (
    LARGEST_ID,
    answer,
    body_of,
    decoded,
    invalid,
    json_body,
    sends,
)

_ACT = acting("conversations.receive")


class Announced(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`size` in bytes; `sha256` of the whole file in hex, where it is known beforehand."""

    name: str
    size: int
    sha256: str = ""
    options: dict[str, Any] = {}


class At(Schema):
    """The byte of the file that a piece begins with."""

    offset: int = Field(ge=0, le=LARGEST_ID)


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
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "options": {"type": "object"},
    },
}


@router.get("/deliveries", auth=_ACT, summary="Files that were handed in", response=Any)
def list_deliveries(request: HttpRequest, wanted: Query[Wanted]) -> HttpResponse:
    """The latest first."""
    given = {name: value for name, value in
             (("sha256", wanted.sha256), ("state", wanted.state)) if value}  # fmt: skip
    page = paged(Delivery.objects.filter(**given), wanted, ("-id",))
    return answer({**page, "items": [delivery_told(row) for row in page["items"]]})


@router.post("/deliveries", auth=_ACT, summary="Announce a file", response={201: Any},
             openapi_extra=json_body(_BODY))  # fmt: skip
@creating
def begin(request: HttpRequest) -> HttpResponse:
    """The answer says where to go on: `received` is 0 for a new file."""
    wanted = decoded(request, Announced)
    viewer = caller(request)
    try:
        made = begin_delivery(
            name=wanted.name, size=wanted.size, sha256=wanted.sha256, options=wanted.options,
            actor=viewer, now=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        raise invalid(refused.problems) from None
    return answer(delivery_told(made), 201)


@router.get("/deliveries/{int:id}", auth=_ACT, summary="How far a file is", response=Any)
def get_delivery(request: HttpRequest, id: int) -> HttpResponse:
    """Bytes received, conversations taken in."""
    return answer(delivery_told(delivery_or_404(id)))


@router.put("/deliveries/{int:id}/bytes", auth=_ACT, summary="Send the next piece", response=Any,
            openapi_extra={"requestBody": {"content": {"application/octet-stream": {
                "schema": {"type": "string", "format": "binary"}}}}})  # fmt: skip
def send_bytes(request: HttpRequest, id: int, at: Query[At]) -> HttpResponse:
    """Up to 8 MiB from byte `offset` on, which has to be `received`; 409 says what that is.

    The answer comes when the bytes are on the disk.
    """
    row = delivery_or_404(id)
    piece = body_of(request, LARGEST_PIECE)
    try:
        received = add_bytes(row, offset=at.offset, piece=piece)
    except OffsetWrong as wrong:
        error = {"place": "query.offset", "code": "offset_wrong", "expected": wrong.received}
        raise Problem(409, "offset_wrong", errors=[error]) from None
    except Refused as refused:
        raise invalid(refused.problems) from None
    return answer({"received": received})


@router.post("/deliveries/{int:id}/complete", auth=_ACT, summary="The file is whole",
             response={202: Any})  # fmt: skip
def complete(request: HttpRequest, id: int) -> HttpResponse:
    """It is taken in in the background; `same_as` names an earlier delivery of the same file."""
    viewer = caller(request)
    row = delivery_or_404(id)
    try:
        row = complete_delivery(row, actor=viewer, now=timezone.now())
    except Refused as refused:
        raise invalid(refused.problems) from None
    return answer(delivery_told(row), 202)


@router.post("/deliveries/{int:id}/stop", auth=_ACT, summary="Take in no more", response=Any)
def stop(request: HttpRequest, id: int) -> HttpResponse:
    """What is in stays."""
    viewer = caller(request)
    row = stop_delivery(delivery_or_404(id), actor=viewer, now=timezone.now())
    return answer(delivery_told(row))


@router.get("/deliveries/{int:id}/problems", auth=_ACT, summary="What could not be read",
            response=Any)  # fmt: skip
def list_problems(request: HttpRequest, id: int, paging: Query[Paging]) -> HttpResponse:
    """In file order: where, what was found there, what was expected."""
    rows = delivery_or_404(id).problems.all()
    page = paged(rows, paging, ("id",))
    names = ("code", "place", "field", "found", "expected")
    items = [{name: getattr(row, name) for name in names} for row in page["items"]]
    return answer({**page, "items": items})


@router.get("/deliveries/{int:id}/problems.csv", auth=_ACT, summary="The problems as a table",
            response={200: None}, openapi_extra=sends("text/csv"))  # fmt: skip
def download_problems(request: HttpRequest, id: int) -> Any:
    """CSV in UTF-8."""
    row = delivery_or_404(id)
    response = StreamingHttpResponse(problem_lines(row), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="delivery-{row.pk}.csv"'
    return response


def delivery_or_404(id: int) -> Delivery:
    found = Delivery.objects.filter(pk=min(id, LARGEST_ID)).first()
    if found is None:
        raise Http404
    return found


def delivery_told(row: Delivery) -> dict[str, Any]:
    """What a page or a program is told of a delivery."""
    names = (
        "id name source state size received sha256 reached added revised same refused failure"
        " begun_at ended_at"
    ).split()
    return {name: getattr(row, name) for name in names} | {"same_as": row.same_as_id}
