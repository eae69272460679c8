"""What a person says of one finding: confirmed, dismissed, heard where the machine had not.

One function an act, in one transaction that holds the case: concluding, deciding and taking back
come one after the other. A press of a key has a name: sent again it is the same decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from goodfaith.conversations.rulebooks import shown_rulebook
from goodfaith.platform.events import publish
from goodfaith.quality.events import FindingDecided
from goodfaith.quality.models import Case, Decision, Judgement, Seat
from goodfaith.quality.review.quoting import chosen, machine_quotations
from goodfaith.quality.review.refusals import (
    DecidedMeanwhile,
    FoundOtherwise,
    NotDecided,
    NotSeated,
)
from goodfaith.quality.review.seats import admit
from goodfaith.quality.review.standing import group_hash
from goodfaith.trust import ledger
from goodfaith.trust.ledger import Actor, staff_id_of

Verdict = Decision.Verdict
Ended = Decision.Ended
LONGEST_COMMENT = 1_000
LONGEST_KEY = 64


def decide(
    *,
    actor: Actor,
    case: Case,
    rule: str,
    verdict: str,
    reason: str = "",
    comment: str = "",
    evidence: Any = None,
    key: str,
    seat: Seat = Seat.FIRST,
    seen: int | None = None,
    seen_judgement: int | None = None,
    now: datetime,
) -> Decision:
    """Decide on what is found of `rule` now; returns what stands by it.

    `seen` is the decision that the actor saw standing in that seat (0 for none), `seen_judgement`
    the judgement; None for whatever there is. `evidence` are quotations (`quoting.Quotation`)
    where the actor changed them. `key` names the press: again, it gives the same decision.
    Raises `DecidedMeanwhile`, `FoundOtherwise`, `NotDecided`, `NotSeated`.
    """
    if not key or len(key) > LONGEST_KEY or "\0" in rule + comment + key:
        raise NotDecided("key")
    with transaction.atomic():
        locked = _locked(case)
        if sent := _sent(actor, locked, key):
            return sent
        by = admit(staff_id_of(actor), locked, seat, rule)
        judgement = _judgement(locked)
        group = group_of(judgement, rule)
        _same_as_seen(judgement, group, rule, seen_judgement)
        row = Decision(
            case=locked, rule=rule, seat=seat, judgement=judgement, group=group_hash(group),
            machine=group["verdict"] if group else "", by_id=by, at=now, key=key,
            severity=_severity(judgement, group, rule), verdict=verdict, reason=reason,
            comment=comment.strip(),
            evidence=chosen(actor, judgement, group, evidence),
        )  # fmt: skip
        before = locked.decisions.filter(rule=rule, seat=seat, ended_at=None).first()
        if before is not None and seen is not None and before.pk != seen:
            if _says_the_same(before, row):
                return before
            raise DecidedMeanwhile(before)
        refuse(row, group)
        if before is not None:
            _end(before, Ended.REPLACED, now)
        row.save()
        _told(actor, locked, row, "findings.decided", now)
    return row


def undo(*, actor: Actor, case: Case, decision: int, now: datetime) -> Decision | None:
    """Take back a decision of one's own; returns what stands again, None for nothing.

    What it had replaced is restored. Taken back twice it is taken back once. Raises `NotDecided`
    for none of this case, `NotSeated`, `DecidedMeanwhile` where it was replaced.
    """
    with transaction.atomic():
        locked = _locked(case)
        row = locked.decisions.filter(pk=decision).first()
        if row is None:
            raise NotDecided("rule")
        admit(staff_id_of(actor), locked, Seat(row.seat), row.rule)
        if row.by_id != staff_id_of(actor) or row.seat == Seat.APPEAL:
            raise NotSeated("not_yours")
        own = locked.decisions.filter(rule=row.rule, seat=row.seat)
        if row.ended_at is not None:
            return _after_the_end(row, own.filter(ended_at=None).first())
        _end(row, Ended.UNDONE, now)
        before = own.filter(ended_as=Ended.REPLACED, ended_at=row.at).order_by("-pk").first()
        if before is not None:
            before.ended_at, before.ended_as = None, Ended.STANDS
            before.save(update_fields=["ended_at", "ended_as"])
        _told(actor, locked, before or row, "findings.undone", now, is_gone=before is None)
    return before


def group_of(judgement: Judgement | None, rule: str) -> dict[str, Any] | None:
    """What was found of a rule; None where it is neither violated nor undecidable."""
    if judgement is None:
        return None
    return next((g for g in judgement.findings if g["rule"] == rule), None)


def refuse(row: Decision, group: Mapping[str, Any] | None) -> None:
    """Raise `NotDecided` for what does not make a decision."""
    if row.verdict not in Verdict.values:
        raise NotDecided("verdict")
    if row.reason not in Decision.Reason.values:
        raise NotDecided("reason")
    if len(row.comment) > LONGEST_COMMENT:
        raise NotDecided("comment")
    if row.verdict == Verdict.UNCLEAR and row.machine != "undecidable":
        raise NotDecided("verdict")
    if row.verdict != Verdict.DISMISSED:
        row.reason = Decision.Reason.NONE
    elif row.machine == "violated" and not row.reason and row.seat != Seat.APPEAL:
        raise NotDecided("reason")
    if row.reason == Decision.Reason.OTHER and not row.comment:
        raise NotDecided("comment")
    _refuse_evidence(row, group)


def _refuse_evidence(row: Decision, group: Mapping[str, Any] | None) -> None:
    """Whoever hears what the machine has not says where; nothing is confirmed by no words."""
    if group is None:
        if row.verdict == Verdict.CONFIRMED and not row.evidence:
            raise NotDecided("evidence")
        if row.verdict == Verdict.DISMISSED and row.seat < Seat.ARBITER:
            raise NotDecided("rule")
    elif row.verdict == Verdict.CONFIRMED and row.evidence == [] and machine_quotations(group):
        raise NotDecided("evidence")


def _severity(judgement: Judgement, group: Mapping[str, Any] | None, rule: str) -> str:
    """As it was found; of what was missed, the rule's own. Raises `NotDecided` for no rule."""
    if group is not None:
        return str(group["severity"])
    try:
        return shown_rulebook(judgement.edition_id).rule(rule).severity
    except KeyError:
        raise NotDecided("rule") from None


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("judgement").get(pk=case.pk)


def _sent(actor: Actor, case: Case, key: str) -> Decision | None:
    """The same press, if it has come before; a key is never used for something else."""
    row = Decision.objects.filter(by=staff_id_of(actor), key=key).first()
    if row is not None and row.case_id != case.pk:
        raise NotDecided("key")
    return row


def _judgement(case: Case) -> Judgement:
    if case.judgement is None:
        raise NotDecided("not_judged")
    return case.judgement


def _same_as_seen(
    judgement: Judgement, group: Mapping[str, Any] | None, rule: str, seen: int | None
) -> None:
    """A later judgement that finds the same of the rule does not matter."""
    if seen is None or seen == judgement.pk:
        return
    own = Q(case=judgement.case_id) | Q(case__merged_into=judgement.case_id)
    before = Judgement.objects.filter(own, pk=seen).first()
    if before is None or group_hash(group_of(before, rule)) != group_hash(group):
        raise FoundOtherwise


def _says_the_same(before: Decision, row: Decision) -> bool:
    said = ("by_id", "group", "verdict", "reason", "comment", "evidence")
    return all(getattr(before, name) == getattr(row, name) for name in said)


def _end(row: Decision, how: str, now: datetime) -> None:
    row.ended_at, row.ended_as = now, how
    row.save(update_fields=["ended_at", "ended_as"])


def _after_the_end(row: Decision, standing: Decision | None) -> Decision | None:
    if row.ended_as == Ended.REPLACED and standing is not None:
        raise DecidedMeanwhile(standing)
    return standing


def _told(
    actor: Actor, case: Case, row: Decision, act: str, now: datetime, *, is_gone: bool = False
) -> None:
    """What the second of two readers says changes nothing that the first one looks at."""
    if row.seat != Seat.SECOND:
        case.revision += 1
        case.save(update_fields=["revision"])
    ledger.record(actor, act, case, now, rule=row.rule, decision=row.pk)
    verdict = "" if is_gone else row.verdict
    publish(FindingDecided(case.pk, case.revision, row.rule, row.seat, verdict))


__all__ = ["decide", "group_of", "undo"]
