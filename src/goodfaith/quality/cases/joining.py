"""Two cases that turned out to be one sale: nothing of either is lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from goodfaith.platform.events import publish
from goodfaith.quality.events import CasesJoined
from goodfaith.quality.models import Case, CaseAct, CaseConversation, Decision, Seat
from goodfaith.quality.outcome.carrying import carry_over
from goodfaith.trust import ledger
from goodfaith.trust.ledger import SYSTEM


def survivor_of(cases: Sequence[Case]) -> Case:
    """The one that goes on: what people have signed off before what they have not, then the older.

    `cases` are those filed under any id of one sale, at least one.
    """
    living = [case for case in cases if case.merged_into_id is None]
    return min(living or cases, key=lambda c: (c.signed_off_id is None, c.pk))


def join(case: Case, other: Case, *, now: datetime) -> None:
    """`other` goes on in `case`; its judgements, acts and times stay readable as its own.

    What people decided there stands here as far as the same is found, what counts against somebody
    goes on counting, once.
    """
    sale, other.sale = other.sale, None
    other.merged_into, other.next_look_at, other.due_at = case, None, None
    other.revision += 1
    other.save(update_fields=["sale", "merged_into", "next_look_at", "due_at", "revision"])
    Case.objects.filter(merged_into=other).update(merged_into=case)
    if other.kind == Case.Kind.SALE:  # whoever looks at a sale adds its conversations
        _copy_members(case, other)
    _move_decisions(case, other)
    carry_over(case, other, now=now)
    CaseAct.objects.create(
        case=case, kind=CaseAct.Kind.JOINED, at=now, from_state=case.state, to_state=case.state,
        judgement=other.judgement, details={"joined": other.pk, "sale": sale or ""},
    )  # fmt: skip
    ledger.record(SYSTEM, "cases.joined", case, now, joined=other.pk)
    case.revision += 1
    case.save(update_fields=["revision"])
    publish(CasesJoined(case.pk, case.revision, other.pk))


def _copy_members(case: Case, other: Case) -> None:
    known = set(case.members.values_list("conversation_id", flat=True))
    CaseConversation.objects.bulk_create(
        CaseConversation(
            case=case, conversation_id=m.conversation_id, added_at=m.added_at,
            is_supplement=m.is_supplement,
        )
        for m in other.members.all() if m.conversation_id not in known
    )  # fmt: skip


def _move_decisions(case: Case, other: Case) -> None:
    """What stands in `other`, but where `case` has a decision from that seat.

    Nor what a second reader has said who was not finished: nobody is to go on with it.
    """
    said = set(case.decisions.filter(ended_at=None).values_list("rule", "seat"))
    rows = other.decisions.filter(ended_at=None)
    if other.tasks.filter(seat=Seat.SECOND, state__in=("waiting", "held")).exists():
        rows = rows.exclude(seat=Seat.SECOND)
    moved = [pk for pk, *place in rows.values_list("pk", "rule", "seat")
             if tuple(place) not in said]  # fmt: skip
    Decision.objects.filter(pk__in=moved).update(case=case)
