"""Corrective actions (整改): opened from a case, done by their owner, closed by somebody else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from goodfaith.quality.models import Case, CorrectiveAction, CorrectiveStep
from goodfaith.quality.outcome.corrective_states import Act, acts_at, after
from goodfaith.quality.outcome.refusing import ChangedMeanwhile, Refused
from goodfaith.trust import ledger
from goodfaith.trust.ledger import SYSTEM, Actor, staff_id_of
from goodfaith.trust.models import Assignment, Staff
from goodfaith.trust.roles import ACTS, Role
from goodfaith.trust.viewing import Viewer

Kind = CorrectiveStep.Kind
LONGEST_NOTE = 1_000
READ, CHANGE = "corrective.read", "corrective.change"


class Wanted(msgspec.Struct, frozen=True):
    """What is to be done: its kind, in words, about which rule if any."""

    kind: str
    what: str
    rule: str = ""


def open_actions(
    *,
    viewer: Viewer,
    case: Case,
    wanted: Sequence[Wanted],
    owner: Staff,
    due_on: date,
    now: datetime,
) -> list[CorrectiveAction]:
    """One action for each of `wanted`, all of one owner and day.

    Raises `Refused`: `kind` (none, or unknown), `text` (one says nothing), `due` (a day that is
    over), `owner` (cannot see actions at all).
    """
    if not wanted or any(one.kind not in CorrectiveAction.Kind.values for one in wanted):
        raise Refused("kind")
    if not all(one.what.strip() for one in wanted):
        raise Refused("text")
    if due_on < today(now):
        raise Refused("due")
    if not possible_owners().filter(pk=owner.pk).exists():
        raise Refused("owner")
    with transaction.atomic():
        return [_opened(case, one, viewer, owner, due_on, now) for one in wanted]


def _opened(
    case: Case, wanted: Wanted, viewer: Viewer, owner: Staff, due_on: date, now: datetime
) -> CorrectiveAction:
    made = CorrectiveAction.objects.create(
        case=case, kind=wanted.kind, what=wanted.what.strip()[:LONGEST_NOTE], rule=wanted.rule,
        owner=owner, unit_path=case.unit_path, due_on=due_on, opened_at=now,
        opened_by_id=viewer.staff_id,
    )  # fmt: skip
    _tell(made, Kind.OPENED, viewer, "", now)
    return made


def report_done(
    *, viewer: Viewer, action: CorrectiveAction, seen: int, note: str, now: datetime
) -> CorrectiveAction:
    """The owner says that it is done, and how: somebody else looks at it.

    Raises `ChangedMeanwhile`, `Refused`: `not_for_you`, `text`, `not_possible`.
    """
    with _acting(viewer, action, seen, "report_done") as row:
        _tell(row, Kind.DONE, viewer, _worded(note), now)
    return row


def close(
    *, viewer: Viewer, action: CorrectiveAction, seen: int, note: str = "", now: datetime
) -> CorrectiveAction:
    """Somebody who did not do it has looked: it is put right. Raises also `same_person`."""
    with _acting(viewer, action, seen, "close") as row:
        _tell(row, Kind.CLOSED, viewer, note, now)
    return row


def send_back(
    *, viewer: Viewer, action: CorrectiveAction, seen: int, note: str, now: datetime
) -> CorrectiveAction:
    """It is not put right yet; `note` says what is missing."""
    with _acting(viewer, action, seen, "send_back") as row:
        row.warned_at = None
        _tell(row, Kind.SENT_BACK, viewer, _worded(note), now)
    return row


def cancel(
    *, viewer: Viewer, action: CorrectiveAction, seen: int, note: str, now: datetime
) -> CorrectiveAction:
    """It need not be done; `note` says why."""
    with _acting(viewer, action, seen, "cancel") as row:
        _tell(row, Kind.CANCELLED, viewer, _worded(note), now)
    return row


def hand_on(
    *, viewer: Viewer, action: CorrectiveAction, seen: int, to: Staff, note: str = "", now: datetime
) -> CorrectiveAction:
    """Somebody else does it. Raises also `owner`."""
    if not possible_owners().filter(pk=to.pk).exists():
        raise Refused("owner")
    with _acting(viewer, action, seen, "hand_on") as row:
        row.owner, row.warned_at = to, None
        _tell(row, Kind.HANDED_ON, viewer, note, now)
    return row


def supplement_came(cases: Iterable[int], *, now: datetime) -> int:
    """What was waited for is here: actions that asked for it are done by themselves."""
    with transaction.atomic():
        rows = CorrectiveAction.objects.select_for_update().filter(
            case__in=[*cases], kind=CorrectiveAction.Kind.SUPPLEMENT,
            state=CorrectiveAction.State.OPEN,
        )  # fmt: skip
        found = list(rows.order_by("pk"))
        for row in found:
            row.state = CorrectiveAction.State.DONE
            row.revision += 1
            row.save()
            _tell(row, Kind.DONE, SYSTEM, "", now)
    return len(found)


def acts_of(viewer: Viewer, action: CorrectiveAction) -> list[Act]:
    """What `viewer` may do to it now, in the order of the buttons."""
    order: tuple[Act, ...] = ("report_done", "close", "send_back", "hand_on", "cancel")
    possible = acts_at(action.state)
    return [act for act in order if act in possible and _refusal(viewer, action, act) == ""]


def possible_owners() -> QuerySet[Staff]:
    """Everybody who works here today and can see what they have to do."""
    held = Assignment.objects.filter(
        staff=OuterRef("pk"), role__in=ACTS[READ], during__contains=timezone.localdate()
    )
    return Staff.objects.filter(Exists(held), is_active=True, kind=Staff.Kind.PERSON)


def owners_like(text: str, limit: int = 12) -> list[Staff]:
    """Those whose name or number is like what was typed, by their names."""
    text = text.strip()
    if not text:
        return []
    named = Q(number__istartswith=text) | Q(name__icontains=text) | Q(name_key__istartswith=text)
    return list(possible_owners().filter(named).order_by("name_key", "pk")[:limit])


def owner_in(text: str) -> Staff | None:
    """Whom a typed text means: `0231 王某`, a number, or a name that only one person has."""
    number = text.strip().split(" ")[0]
    if exact := possible_owners().filter(number=number).first():
        return exact
    named = list(possible_owners().filter(name=text.strip())[:2])
    return named[0] if len(named) == 1 else None


def owner_named(text: str) -> Staff:
    """The same. Raises `Refused("owner")` where it is nobody."""
    found = owner_in(text[:120])
    if found is None:
        raise Refused("owner")
    return found


def today(now: datetime) -> date:
    return now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


@contextmanager
def _acting(
    viewer: Viewer, action: CorrectiveAction, seen: int, act: Act
) -> Iterator[CorrectiveAction]:
    with transaction.atomic():
        row = CorrectiveAction.objects.select_for_update().get(pk=action.pk)
        if row.revision != seen:
            last = row.steps.select_related("by").order_by("-at", "-pk").first()
            who = last.by.name if last and last.by else ""
            raise ChangedMeanwhile(who, last.get_kind_display() if last else "", last and last.at)
        if refusal := _refusal(viewer, row, act):
            raise Refused(refusal)
        to = after(row.state, act)
        if to is None:
            raise Refused("not_possible")
        row.state = CorrectiveAction.State(to)
        row.revision += 1
        yield row
        row.save()


def _refusal(viewer: Viewer, action: CorrectiveAction, act: Act) -> str:
    """Why `viewer` may not; "" for whoever may."""
    is_owner = action.owner_id == viewer.staff_id
    if act == "report_done":
        return "" if is_owner else "not_for_you"
    if act == "hand_on" and is_owner:
        return ""
    if not viewer.may(CHANGE) or not is_overseen(viewer, action):
        return "not_for_you"
    if act in ("close", "send_back") and (is_owner or _did_it(viewer, action)):
        return "same_person"
    return ""


def is_overseen(viewer: Viewer, action: CorrectiveAction) -> bool:
    """Whether it is of a part of the organisation that `viewer` may change actions in."""
    if Role.COMPLIANCE in viewer.roles:
        return True
    units = viewer.units_of(Role.MANAGER, Role.REVIEWER)
    return not set(units).isdisjoint(action.unit_path)


def _did_it(viewer: Viewer, action: CorrectiveAction) -> bool:
    last = action.steps.filter(kind=Kind.DONE).order_by("-at", "-pk").first()
    return last is not None and last.by_id == viewer.staff_id


def _tell(
    action: CorrectiveAction, kind: CorrectiveStep.Kind, by: Actor, note: str, now: datetime
) -> None:
    CorrectiveStep.objects.create(
        action=action, kind=kind, by_id=staff_id_of(by), at=now, note=note.strip()[:LONGEST_NOTE]
    )
    ledger.record(by, f"corrective.{kind.value}", action, now, kind=action.kind)


def _worded(note: str) -> str:
    if not note.strip():
        raise Refused("text")
    return note
