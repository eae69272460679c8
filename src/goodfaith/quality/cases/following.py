"""What follows for a case when something about it has changed by itself.

What was signed off stays as it was; a change of what it rested on reopens it, once.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings

from goodfaith.platform.events import publish
from goodfaith.quality.cases.differing import difference_of, lapsed
from goodfaith.quality.cases.states import after
from goodfaith.quality.events import CaseReopened, SupplementArrived
from goodfaith.quality.models import Case, CaseAct, Judgement
from goodfaith.trust import ledger
from goodfaith.trust.ledger import SYSTEM

_STANDING = (Case.Conclusion.QUALIFIED, Case.Conclusion.UNQUALIFIED)
"""Conclusions that rest on evidence; a withdrawn application is over whatever is found."""


def supplement_arrived(case: Case, *, now: datetime) -> None:
    """What was waited for is here: the same person inspects again. The caller saves the case."""
    before = case.state
    case.state = Case.State(after(before, "supplement_arrives"))
    case.revision += 1
    CaseAct.objects.create(
        case=case, kind=CaseAct.Kind.SUPPLEMENT_ARRIVED, at=now, from_state=before,
        to_state=case.state, judgement_id=case.judgement_id,
    )  # fmt: skip
    ledger.record(SYSTEM, "cases.supplement_arrived", case, now)
    publish(SupplementArrived(case.pk, case.revision, case.reviewer_id))


def judged(case: Case, row: Judgement, *, now: datetime) -> None:
    """Compare a new judgement with the one signed off. The caller saves the case.

    A deadline that was open then and has passed since is told, and reopens nothing: nothing that
    people looked at has changed.
    """
    signed = case.signed_off
    if case.state != Case.State.CLOSED or signed is None or case.conclusion not in _STANDING:
        return
    found = difference_of(signed.findings, row.findings)
    since = signed.as_of.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    ran_out = lapsed(row.findings, found.gained, since)
    left = tuple(rule for rule in found.gained if rule not in ran_out)
    if ran_out:
        _lapse(case, row, ran_out, now)
    changed = msgspec.structs.replace(found, gained=left)
    if changed.is_any:
        _reopen(case, row, signed, msgspec.to_builtins(changed), now)


def _lapse(case: Case, row: Judgement, rules: tuple[str, ...], now: datetime) -> None:
    told = case.acts.filter(kind=CaseAct.Kind.LAPSED, about=case.signed_off)
    known = {
        rule for details in told.values_list("details", flat=True) for rule in details["rules"]
    }
    fresh = [rule for rule in rules if rule not in known]
    if fresh:
        CaseAct.objects.create(
            case=case, kind=CaseAct.Kind.LAPSED, at=now, from_state=case.state,
            to_state=case.state, judgement=row, about=case.signed_off, details={"rules": fresh},
        )  # fmt: skip


def _reopen(
    case: Case, row: Judgement, signed: Judgement, difference: object, now: datetime
) -> None:
    before = case.state
    act, made = CaseAct.objects.get_or_create(
        case=case,
        about=signed,
        kind=CaseAct.Kind.REOPENED,
        by=None,
        defaults={"at": now, "from_state": before, "judgement": row, "details": difference},
    )
    if not made:
        return
    case.state = Case.State(after(before, "change"))
    case.revision += 1
    CaseAct.objects.filter(pk=act.pk).update(to_state=case.state)
    ledger.record(SYSTEM, "cases.reopened", case, now, judgement=row.pk)
    publish(CaseReopened(case.pk, case.revision))
