"""Two cases that turned out to be one sale: nothing of either is lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from goodfaith.platform.events import publish
from goodfaith.quality.events import CasesJoined
from goodfaith.quality.models import Case, CaseAct, CaseConversation
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

    What had been signed off of `other` is compared with what is found from now on, if nothing of
    `case` has been.
    """
    sale, other.sale = other.sale, None
    other.merged_into, other.next_look_at, other.due_at = case, None, None
    other.revision += 1
    other.save(update_fields=["sale", "merged_into", "next_look_at", "due_at", "revision"])
    known = set(case.members.values_list("conversation_id", flat=True))
    CaseConversation.objects.bulk_create(
        CaseConversation(
            case=case, conversation_id=m.conversation_id, added_at=m.added_at,
            is_supplement=m.is_supplement,
        )
        for m in other.members.all() if m.conversation_id not in known
    )  # fmt: skip
    CaseAct.objects.create(
        case=case, kind=CaseAct.Kind.JOINED, at=now, from_state=case.state, to_state=case.state,
        judgement=other.judgement, details={"joined": other.pk, "sale": sale or ""},
    )  # fmt: skip
    ledger.record(SYSTEM, "cases.joined", case, now, joined=other.pk)
    case.revision += 1
    case.save(update_fields=["revision"])
    publish(CasesJoined(case.pk, case.revision, other.pk))
