"""Routes of the queue: what waits, taking it, giving it back, being done with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from goodfaith.platform.api_access import acting
from goodfaith.platform.routing import Paging, Problem, creating, paged
from goodfaith.quality.models import ReviewTask, Seat
from goodfaith.quality.queue import taking
from goodfaith.quality.queue.filters import QueueFilters, narrowing
from goodfaith.quality.queue.listing import at_tab
from goodfaith.quality.review.refusals import NotFinished, NotSeated
from goodfaith.quality.review.second import finish
from goodfaith.trust.api_access import caller
from goodfaith.trust.api_values import LARGEST_ID, answer, decoded, json_body
from goodfaith.trust.viewing import Viewer

router = Router(tags=["queue"])
_READ, _REVIEW = acting("review.read"), acting("cases.review")
_OBJECT = json_body({"type": "object"})
_RELATED = ("case__conversation", "holder", "pushed_to")
_ORDER = ("rank", "id")


class TasksAsked(Paging):
    """Which tasks; what is not given limits nothing."""

    tab: str = Field("review", pattern="^(mine|review|today|undecidable|second)$")
    unit: int | None = Field(None, ge=1, le=LARGEST_ID, description="with all below it")
    channel: str = Field("", max_length=20)
    why: str = Field("", max_length=16)
    severity: str = Field("", max_length=12)
    reason: str = Field("", max_length=24)


class Next(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From which queue: review, undecidable, second or arbitration; narrowed as lists are."""

    queue: str = "review"
    unit: int | None = None
    channel: str = ""
    why: str = ""
    severity: str = ""


@router.get("/queue", auth=_READ, summary="What waits for reviewers", response=Any)
def list_tasks(request: HttpRequest, asked: Query[TasksAsked]) -> HttpResponse:
    """The first due first, on one day the gravest; as the queue's page has it."""
    filters = QueueFilters.read(request.GET)
    if filters.problems:
        errors = [{"place": f"query.{name}", "code": "choice", "expected": "another value"}
                  for name in filters.problems]  # fmt: skip
        raise Problem(422, "invalid", errors=errors)
    filters = msgspec.structs.replace(filters, tab=asked.tab)
    rows = at_tab(caller(request), filters, timezone.now()).select_related(*_RELATED)
    page = paged(rows, asked, _ORDER)
    return answer({**page, "items": [_told(row) for row in page["items"]]})


@router.post("/queue/next", auth=_REVIEW, summary="Take what comes next", response=Any,
             openapi_extra=_OBJECT)  # fmt: skip
@creating
def take_next(request: HttpRequest) -> HttpResponse:
    """`task` is null where nothing waits; 409 `hands_full`, `cap_reached`."""
    asked = decoded(request, Next)
    if asked.queue not in ReviewTask.Queue.values:
        raise Problem(422, "queue")
    filters = QueueFilters(
        unit=asked.unit, channel=asked.channel, why=asked.why, severity=asked.severity
    )
    try:
        narrowed = narrowing(filters)
    except ValueError:
        raise Problem(422, "severity") from None
    with _refusing():
        task = taking.take_next(
            actor=caller(request), queue=asked.queue, narrowed=narrowed, now=timezone.now()
        )
    return answer({"task": _told(task) if task else None})


@router.post("/queue/{int:id}/take", auth=_REVIEW, summary="Take this one", response=Any)
@creating
def take(request: HttpRequest, id: int) -> HttpResponse:
    """It is held for a while; 409 `held`, `handed_out`, `not_waiting`, `hands_full`."""
    viewer = caller(request)
    task = _task(viewer, id)
    with _refusing():
        return answer(_told(taking.hold(actor=viewer, task=task, now=timezone.now())))


@router.post("/queue/{int:id}/hold", auth=_REVIEW, summary="Go on having it in hand", response=Any)
@creating
def hold(request: HttpRequest, id: int) -> HttpResponse:
    """To be called while one works on it; 409 `not_held` where it is in these hands no more."""
    viewer = caller(request)
    task = _task(viewer, id)
    if not taking.renew(actor=viewer, task=task.pk, now=timezone.now()):
        raise Problem(409, "not_held")
    return answer(_told(_task(viewer, id)))


@router.post("/queue/{int:id}/back", auth=_REVIEW, summary="Give it back", response=Any)
@creating
def give_back(request: HttpRequest, id: int) -> HttpResponse:
    """It waits for anybody again; 409 `not_held`."""
    viewer = caller(request)
    task = _task(viewer, id)
    if not taking.give_back(actor=viewer, task=task.pk, now=timezone.now()):
        raise Problem(409, "not_held")
    return answer(_told(_task(viewer, id)))


@router.post("/queue/{int:id}/done", auth=_REVIEW, summary="Be done with it", response=Any)
@creating
def done(request: HttpRequest, id: int) -> HttpResponse:
    """A second reading, or what two differed about; `differing` counts the rules they differ about.

    A first look ends by concluding its case: 409 `conclude`. 409 `not_finished` names what is
    still to be decided.
    """
    viewer = caller(request)
    task = _task(viewer, id)
    if task.seat == Seat.FIRST:
        raise Problem(409, "conclude")
    if task.state != ReviewTask.State.HELD or task.holder_id != viewer.staff_id:
        raise Problem(409, "not_held")
    try:
        differing = finish(actor=viewer, case=task.case, now=timezone.now())
    except NotFinished as left:
        errors = [{"place": rule, "code": "undecided", "expected": "a decision"}
                  for rule in left.rules]  # fmt: skip
        raise Problem(409, "not_finished", errors=errors) from None
    except NotSeated as refused:
        raise Problem(409, refused.code) from None
    return answer({"differing": len(differing)})


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except taking.HandsFull as full:
        raise Problem(
            409, "hands_full", errors=[_error("in hand", f"at most {full.most}")]
        ) from None
    except taking.CapReached as reached:
        raise Problem(
            409, "cap_reached", errors=[_error("today", f"{reached.cap} a day")]
        ) from None
    except taking.NotTaken as late:
        raise Problem(409, _late(late.task)) from None


def _error(place: str, expected: str) -> dict[str, str]:
    return {"place": place, "code": "full", "expected": expected}


def _late(task: ReviewTask) -> str:
    if task.state == ReviewTask.State.HELD:
        return "held"
    is_pushed = task.state == ReviewTask.State.WAITING and task.pushed_to_id
    return "handed_out" if is_pushed else "not_waiting"


def _task(viewer: Viewer, id: int) -> ReviewTask:
    """What of it `viewer` may know of; absent and forbidden are alike."""
    rows = ReviewTask.objects.visible_to(viewer).select_related(*_RELATED)
    found = rows.filter(pk=min(id, LARGEST_ID)).first()
    if found is None:
        raise Http404
    return found


def _told(task: ReviewTask) -> dict[str, Any]:
    names = "id seat queue state why due_at urgency reasons held_since held_until made_at".split()
    talk = task.case.conversation
    return {name: getattr(task, name) for name in names} | {
        "case": task.case_id,
        "sale": task.case.sale,
        "conversation": talk.external_id if talk else None,
        "holder": task.holder.number if task.holder else None,
        "handed_to": task.pushed_to.number if task.pushed_to else None,
    }
