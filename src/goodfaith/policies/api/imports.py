"""Files of facts: announced, sent by piece, their columns named, compared, confirmed, undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query
from pydantic import Field

from goodfaith.platform.api_access import acting
from goodfaith.platform.routing import Paging, creating, paged
from goodfaith.policies.api.routes import router
from goodfaith.policies.imports import (
    Column,
    add_bytes,
    begin_import,
    complete_import,
    confirm_import,
    map_columns,
    stop_import,
    undo_import,
)
from goodfaith.policies.imports.problems import problem_lines
from goodfaith.policies.models import FactImport
from goodfaith.trust.api_access import caller
from goodfaith.trust.api_files import DIGEST, PIECE, At, take_piece
from goodfaith.trust.api_values import (
    answer,
    decoded,
    json_body,
    refused_told,
    sends,
)
from goodfaith.trust.viewing import Viewer

_ACT = acting("facts.import")
_ONE = "/imports/{int:id}"


class Announced(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`size` in bytes; `kind` of the field dictionary; `sha256` in hex, where it is known."""

    name: str
    size: int
    kind: str
    source: str
    sha256: str = ""


class Mapped(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What each column holds."""

    columns: list[Column]


class Wanted(Paging):
    """Which imports."""

    kind: str = Field("", max_length=60)
    source: str = Field("", max_length=40)
    sha256: str = Field("", pattern=r"^([0-9a-f]{64})?$")


_TEXT = {"type": "string"}
_ANNOUNCED = {
    "type": "object",
    "required": ["name", "size", "kind", "source"],
    "properties": {
        "name": _TEXT,
        "size": {"type": "integer", "minimum": 0},
        "kind": _TEXT,
        "source": {"type": "string", "pattern": r"^[\w.\-]{1,40}$"},
        "sha256": DIGEST,
    },
}
_COLUMN = {
    "type": "object",
    "required": ["heading"],
    "properties": {"heading": _TEXT, "field": _TEXT, "is_key": {"type": "boolean"}},
}
_MAPPED = {
    "type": "object",
    "required": ["columns"],
    "properties": {"columns": {"type": "array", "items": _COLUMN}},
}


@router.get("/imports", auth=_ACT, summary="Files of facts", response=Any)
def list_imports(request: HttpRequest, wanted: Query[Wanted]) -> HttpResponse:
    """The latest first."""
    names = ("kind", "source", "sha256")
    given = {name: getattr(wanted, name) for name in names if getattr(wanted, name)}
    page = paged(FactImport.objects.visible_to(caller(request)).filter(**given), wanted, ("-id",))
    return answer({**page, "items": [import_told(row) for row in page["items"]]})


@router.post("/imports", auth=_ACT, summary="Announce a file of facts", response={201: Any},
             openapi_extra=json_body(_ANNOUNCED))  # fmt: skip
@creating
def begin(request: HttpRequest) -> HttpResponse:
    """The answer says where to go on: `received` is 0 for a new file."""
    wanted = decoded(request, Announced)
    given = msgspec.structs.asdict(wanted)
    with refused_told():
        made = begin_import(**given, actor=caller(request), now=timezone.now())
    return answer(import_told(made), 201)


@router.get(_ONE, auth=_ACT, summary="How far an import is", response=Any)
def get_import(request: HttpRequest, id: int) -> HttpResponse:
    """Its state, its columns with what they hold, counts of rows."""
    return answer(import_told(import_or_404(caller(request), id)))


@router.put(f"{_ONE}/bytes", auth=_ACT, summary="Send the next piece of a file of facts",
            response=Any, openapi_extra=PIECE)  # fmt: skip
def send_bytes(request: HttpRequest, id: int, at: Query[At]) -> HttpResponse:
    """Up to 8 MiB from byte `offset` on, which has to be `received`; 409 says what that is."""
    return take_piece(request, import_or_404(caller(request), id), at, add_bytes)


@router.post(f"{_ONE}/complete", auth=_ACT, summary="The file of facts is whole",
             response={202: Any})  # fmt: skip
def complete(request: HttpRequest, id: int) -> HttpResponse:
    """It is looked at; then `mapping` tells what its columns are taken for."""
    return _done(request, id, complete_import)


@router.put(f"{_ONE}/mapping", auth=_ACT, summary="Say what the columns hold",
            response={202: Any}, openapi_extra=json_body(_MAPPED))  # fmt: skip
def put_mapping(request: HttpRequest, id: int) -> HttpResponse:
    """The file is compared with what is known: a dry run."""
    row, wanted = import_or_404(caller(request), id), decoded(request, Mapped)
    with refused_told():
        row = map_columns(row, columns=wanted.columns, actor=caller(request), now=timezone.now())
    return answer(import_told(row), 202)


@router.post(f"{_ONE}/confirm", auth=_ACT, summary="Take in what was compared",
             response={202: Any})  # fmt: skip
def confirm(request: HttpRequest, id: int) -> HttpResponse:
    """In the background; each row is taken in whole or not at all."""
    return _done(request, id, confirm_import)


@router.post(f"{_ONE}/stop", auth=_ACT, summary="Take in no more facts", response={202: Any})
def stop(request: HttpRequest, id: int) -> HttpResponse:
    """What is in stays, until it is taken back."""
    return _done(request, id, stop_import)


@router.post(f"{_ONE}/undo", auth=_ACT, summary="Take an import back", response={202: Any})
def undo(request: HttpRequest, id: int) -> HttpResponse:
    """In the background; facts that somebody has changed since stay."""
    return _done(request, id, undo_import)


@router.get(f"{_ONE}/changes", auth=_ACT, summary="What a file would change", response=Any)
def list_changes(request: HttpRequest, id: int, paging: Query[Paging]) -> HttpResponse:
    """The first of each sort: new, and changed with each field before and after."""
    page = paged(import_or_404(caller(request), id).changes.all(), paging, ("id",))
    names = ("place", "key", "what", "fields")
    items = [{name: getattr(row, name) for name in names} for row in page["items"]]
    return answer({**page, "items": items})


@router.get(f"{_ONE}/problems", auth=_ACT, summary="Rows that are not taken in", response=Any)
def list_problems(request: HttpRequest, id: int, paging: Query[Paging]) -> HttpResponse:
    """In file order: where, and for each problem what was found and what was expected."""
    page = paged(import_or_404(caller(request), id).refused_rows.all(), paging, ("id",))
    items = [{"place": row.place, "problems": row.problems} for row in page["items"]]
    return answer({**page, "items": items})


@router.get(f"{_ONE}/problems.csv", auth=_ACT, summary="The refused rows as a table",
            response={200: None}, openapi_extra=sends("text/csv"))  # fmt: skip
def download_problems(request: HttpRequest, id: int) -> Any:
    """CSV in UTF-8: each row as it stood in the file, and what is wrong with it."""
    row = import_or_404(caller(request), id)
    response = StreamingHttpResponse(problem_lines(row), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="import-{row.pk}.csv"'
    return response


def _done(request: HttpRequest, id: int, act: Callable[..., FactImport]) -> HttpResponse:
    now: datetime = timezone.now()
    with refused_told():
        row = act(import_or_404(caller(request), id), actor=caller(request), now=now)
    return answer(import_told(row), 202)


def import_or_404(viewer: Viewer, id: int) -> FactImport:
    return get_object_or_404(FactImport.objects.visible_to(viewer), pk=id)


def import_told(row: FactImport) -> dict[str, Any]:
    """What a page or a program is told of an import."""
    names = (
        "id name kind source state size received sha256 headings mapping mapping_by rows reached"
        " added changed same refused by_field restored left_newer failure begun_at confirmed_at"
        " ended_at"
    ).split()
    return {name: getattr(row, name) for name in names}
