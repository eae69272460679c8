"""Routes of rulebook versions: files, testing, publishing, back-tests."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router

from goodfaith.analysis.problems import UnreadableInput
from goodfaith.conversations.reading.packing import packed
from goodfaith.platform.api_access import acting
from goodfaith.platform.routing import Problem, creating
from goodfaith.quality.models import Backtest, RulebookVersion
from goodfaith.quality.versions.archive import LARGEST_ARCHIVE, is_path, read_archive
from goodfaith.quality.versions.backtesting.asking import (
    in_force,
    minutes_a_finding,
    start_backtest,
    turn_backtest,
)
from goodfaith.quality.versions.backtesting.told import more_to_review
from goodfaith.quality.versions.checking import check_file
from goodfaith.quality.versions.contents import changed_paths, file_state, files_of
from goodfaith.quality.versions.drafting import ChangedMeanwhile, save_file, start_draft
from goodfaith.quality.versions.publishing import publish_version, withdraw_version
from goodfaith.quality.versions.refusals import NotPossible
from goodfaith.quality.versions.testing import start_test
from goodfaith.trust import ledger
from goodfaith.trust.api_access import caller
from goodfaith.trust.api_values import (
    answer,
    body_of,
    decoded,
    json_body,
    sends,
    wrong_field,
)

router = Router(tags=["rulebooks"])
_READ, _CHANGE = acting("rulebooks.read"), acting("rulebooks.change")
_PUBLISH = acting("rulebooks.publish")
_OBJECT = json_body({"type": "object"})
_LISTED = 100
_ZIP = {"requestBody": {"required": True, "content": {
    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}  # fmt: skip


class Drafted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A draft of version `based_on`, else of the one in force."""

    based_on: int | None = None
    note: str = ""


class Saved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`text` of a file that had been changed `number` times when it was read; None removes it."""

    text: str | None
    number: int


class Checked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: str


class Published(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`reason` is needed for a day that is over."""

    in_force_from: date
    reason: str = ""


class Tried(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Days are both included; compared with version `against`, else with the one in force."""

    from_on: date
    to_on: date
    against: int | None = None


class Turned(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    state: str


@router.get("/rulebooks", auth=_READ, summary="Rulebook versions, latest first", response=Any)
def list_versions(request: HttpRequest) -> HttpResponse:
    """The last 100."""
    rows = RulebookVersion.objects.select_related("based_on").defer("archive", "based_on__archive")
    return answer({"rulebooks": [_told(row) for row in rows.order_by("-number")[:_LISTED]]})


@router.post("/rulebooks", auth=_CHANGE, summary="Begin a draft", response={201: Any},
             openapi_extra=_OBJECT)  # fmt: skip
@creating
def begin_draft(request: HttpRequest) -> HttpResponse:
    """With the files of another version."""
    asked = decoded(request, Drafted)
    base = _base(asked.based_on)
    made = start_draft(based_on=base, actor=caller(request), now=timezone.now(), note=asked.note)
    return answer(_told(made), 201)


@router.get("/rulebooks/{int:number}", auth=_READ, summary="One version", response=Any)
def get_version(request: HttpRequest, number: int) -> HttpResponse:
    """With what testing found and which files were changed in it."""
    row = _version(number)
    return answer(_told(row) | {
        "files": sorted(files_of(row)), "changed": sorted(changed_paths(row)),
        "test": row.test or None,
    })  # fmt: skip


@router.get("/rulebooks/{int:number}/archive", auth=_READ, summary="Its files as a ZIP",
            openapi_extra=sends("application/zip"))  # fmt: skip
def get_archive(request: HttpRequest, number: int) -> HttpResponse:
    """The same YAML files that a rulebook in a folder has."""
    row = _version(number)
    ledger.record(caller(request), "rulebook.taken_out", row, timezone.now())
    return HttpResponse(packed(files_of(row)), content_type="application/zip")


@router.post("/rulebooks/{int:number}/archive", auth=_CHANGE, response={201: Any},
             summary="A draft of a ZIP of files", openapi_extra=_ZIP)  # fmt: skip
@creating
def hand_in_archive(request: HttpRequest, number: int) -> HttpResponse:
    """What differs from this version is the draft's change."""
    base = _version(number)
    try:
        files = read_archive(body_of(request, LARGEST_ARCHIVE), "body")
    except UnreadableInput as unreadable:
        raise _unreadable(unreadable) from None
    made = start_draft(based_on=base, actor=caller(request), now=timezone.now(), files=files)
    return answer(_told(made), 201)


@router.get("/rulebooks/{int:number}/files/{path:path}", auth=_READ, summary="One file",
            response=Any)  # fmt: skip
def get_file(request: HttpRequest, number: int, path: str) -> HttpResponse:
    """Its text (null where it was removed), and how often it was changed in this version."""
    row = _version(number)
    state = file_state(row, path) if is_path(path) else None
    if state is None or (state.text is None and not state.number):
        raise Http404
    return answer(state)


@router.put("/rulebooks/{int:number}/files/{path:path}", auth=_CHANGE, summary="Change a file",
            response=Any, openapi_extra=_OBJECT)  # fmt: skip
def put_file(request: HttpRequest, number: int, path: str) -> HttpResponse:
    """409 `changed_meanwhile` where somebody changed it since; nothing is kept then."""
    row = _version(number)
    _a_path(path)
    saved = decoded(request, Saved, 2 << 20)
    try:
        state = save_file(version=row, path=path, text=saved.text, number=saved.number,
                          actor=caller(request), now=timezone.now())  # fmt: skip
    except NotPossible as refused:
        raise _refused(refused) from None
    except ChangedMeanwhile as changed:
        found = f"change {changed.theirs.number}"
        expected = f"change {saved.number}"
        errors = [{"place": "body.number", "code": "changed_meanwhile", "found": found,
                   "expected": expected}]  # fmt: skip
        raise Problem(409, "changed_meanwhile", errors=errors) from None
    return answer(state)


@router.post("/rulebooks/{int:number}/check/{path:path}", auth=_CHANGE, response=Any,
             summary="What is wrong with a text", openapi_extra=_OBJECT)  # fmt: skip
def check_text(request: HttpRequest, number: int, path: str) -> HttpResponse:
    """Everything at once, by line; nothing is kept."""
    row = _version(number)
    _a_path(path)
    text = decoded(request, Checked, 2 << 20).text
    return answer({"problems": check_file(files_of(row), path, text)})


@router.post("/rulebooks/{int:number}/test", auth=_CHANGE, summary="Run its examples",
             response={202: Any})  # fmt: skip
def test_version(request: HttpRequest, number: int) -> HttpResponse:
    """In the background; the version tells what was found."""
    row = _version(number)
    try:
        start_test(version=row, actor=caller(request), now=timezone.now())
    except NotPossible as refused:
        raise _refused(refused) from None
    return answer(_told(_version(number)), 202)


@router.post("/rulebooks/{int:number}/publish", auth=_PUBLISH, summary="Put it in force",
             response=Any, openapi_extra=_OBJECT)  # fmt: skip
def publish(request: HttpRequest, number: int) -> HttpResponse:
    """By somebody who did not write it, once its examples have passed."""
    row = _version(number)
    asked = decoded(request, Published)
    try:
        publish_version(version=row, in_force_from=asked.in_force_from, reason=asked.reason,
                        actor=caller(request), now=timezone.now())  # fmt: skip
    except NotPossible as refused:
        raise _refused(refused) from None
    return answer(_told(_version(number)))


@router.post("/rulebooks/{int:number}/withdraw", auth=_CHANGE, summary="Give it up", response=Any)
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """A draft, or what was published and is not in force yet."""
    row = _version(number)
    try:
        withdraw_version(version=row, actor=caller(request), now=timezone.now())
    except NotPossible as refused:
        raise _refused(refused) from None
    return answer(_told(_version(number)))


@router.post("/rulebooks/{int:number}/backtests", auth=_CHANGE, summary="Try it on the past",
             response={202: Any}, openapi_extra=_OBJECT)  # fmt: skip
@creating
def ask_for_backtest(request: HttpRequest, number: int) -> HttpResponse:
    """In the background; only rules that differ are judged."""
    row = _version(number)
    asked = decoded(request, Tried)
    try:
        made = start_backtest(
            version=row, against=_base(asked.against), from_on=asked.from_on, to_on=asked.to_on,
            actor=caller(request), now=timezone.now(),
        )  # fmt: skip
    except NotPossible as refused:
        raise _refused(refused) from None
    return answer(_tried(made), 202)


@router.get("/backtests/{int:id}", auth=_READ, summary="One back-test", response=Any)
def get_backtest(request: HttpRequest, id: int) -> HttpResponse:
    """How far it is; findings gained and lost by rule; what they would cost."""
    return answer(_tried(_backtest(id)))


@router.post("/backtests/{int:id}/state", auth=_CHANGE, summary="Pause, go on or stop",
             response=Any, openapi_extra=_OBJECT)  # fmt: skip
def turn(request: HttpRequest, id: int) -> HttpResponse:
    """`state` is running, paused or stopped."""
    row = _backtest(id)
    wanted = decoded(request, Turned).state
    if wanted not in ("running", "paused", "stopped"):
        raise wrong_field("state", "another state", "running, paused or stopped")
    try:
        row = turn_backtest(backtest=row, to=Backtest.State(wanted), actor=caller(request),
                            now=timezone.now())  # fmt: skip
    except NotPossible as refused:
        raise _refused(refused) from None
    return answer(_tried(row))


def _version(number: int) -> RulebookVersion:
    rows = RulebookVersion.objects.select_related("based_on").defer("archive", "based_on__archive")
    found = rows.filter(number=min(number, 2**31 - 1)).first()
    if found is None:
        raise Http404
    return found


def _base(number: int | None) -> RulebookVersion:
    found = in_force(timezone.localdate()) if number is None else None
    if number is not None and number >= 0:
        found = RulebookVersion.objects.filter(number=min(number, 2**31 - 1)).first()
    if found is None:
        raise wrong_field("version", "none there", "the number of a version")
    return found


def _backtest(id: int) -> Backtest:
    return get_object_or_404(Backtest, pk=id)


def _a_path(path: str) -> None:
    if not is_path(path):
        raise Http404


def _refused(refused: NotPossible) -> Problem:
    return Problem(409, refused.code, str(refused.sentence))


def _unreadable(unreadable: UnreadableInput) -> Problem:
    errors = [{"place": p.file, "code": p.code, "found": p.found, "expected": p.expected}
              for p in unreadable.problems[:_LISTED]]  # fmt: skip
    return Problem(422, "invalid", errors=errors)


def _told(row: RulebookVersion) -> dict[str, Any]:
    names = "number name note state changes testing test_done test_total tested_at made_at " \
        "published_at in_force_from".split()  # fmt: skip
    told = {name: getattr(row, name) for name in names}
    told["based_on"] = row.based_on.number if row.based_on else None
    return told | {"edition": row.edition_id}


def _tried(row: Backtest) -> dict[str, Any]:
    names = "id from_on to_on state total done rules counts seconds asked_at ended_at".split()
    told = {name: getattr(row, name) for name in names}
    numbers = RulebookVersion.objects.in_bulk([row.version_id, row.against_id])
    more, minutes = more_to_review(row), minutes_a_finding()
    return told | {
        "version": numbers[row.version_id].number, "against": numbers[row.against_id].number,
        "more_to_review": more, "reviewer_hours": round(more * minutes / 60, 2),
    }  # fmt: skip
