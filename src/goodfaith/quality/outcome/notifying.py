"""Notices: what an adviser is told of a case that was concluded, and what counts from then on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q

from goodfaith.platform.events import publish
from goodfaith.quality.events import NoticeSent
from goodfaith.quality.models import Case, Charge, Decision, Disagreement, Notice
from goodfaith.quality.models.outcomes import ChargeQuerySet
from goodfaith.quality.outcome.charging import Charged, charged
from goodfaith.quality.outcome.ending import end_charges
from goodfaith.quality.outcome.limits import in_days, review_settings
from goodfaith.quality.outcome.telling import tell_notice
from goodfaith.quality.review.standing import standing
from goodfaith.trust import ledger
from goodfaith.trust.ledger import SYSTEM

CHARGING = (Case.Conclusion.QUALIFIED, Case.Conclusion.UNQUALIFIED)
"""Conclusions upon which advisers are told; of a withdrawn application nobody is told anything."""


def follow(case_id: int, *, now: datetime) -> list[Notice]:
    """Charge what is confirmed and take back what is no longer; twice changes nothing.

    What counts against somebody whom it is not about, as is known now, ends, wherever the case
    stands. Nothing else happens to one that has been reopened since, or withdrawn, or about which
    two readers differ. The notices that were sent are returned.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
        if case.merged_into_id is not None:
            return []
        if not _is_charging(case):
            _end_of_others(case, now)
            return []
        found = charged(case, confirmed_in(case).values())
        kept = _take_back(case, {one.decision.rule: one for one in found}, now)
        fresh = [one for one in found if one.team and one.decision.rule not in kept]
        return _send(case, fresh, now)


def confirmed_in(case: Case) -> dict[str, Decision]:
    """What stands as confirmed of a case now, by rule."""
    found = standing([case.pk]).get(case.pk, {})
    return {r: one for r, one in found.items() if one.verdict == Decision.Verdict.CONFIRMED}


def uncharged(case: Case) -> list[Decision]:
    """What is confirmed of a concluded case and counts against nobody: the adviser is unknown."""
    if not _is_charging(case):
        return []
    found = charged(case, confirmed_in(case).values())
    return [one.decision for one in found if one.team is None]


def _is_charging(case: Case) -> bool:
    if case.merged_into_id is not None or case.state != Case.State.CLOSED:
        return False
    differ = Disagreement.objects.filter(case=case, settled_at=None)
    return case.conclusion in CHARGING and not differ.exists()


def _counting(case: Case) -> ChargeQuerySet:
    """What counts of a case and of those that were joined to it."""
    return Charge.objects.standing().filter(Q(case=case) | Q(case__merged_into=case))


def _take_back(case: Case, found: Mapping[str, Charged], now: datetime) -> set[str]:
    """End the charges that no longer hold; the rules of those that do."""
    kept: set[str] = set()
    ended = []
    for charge in _locked(case):
        if charge.rule not in kept and _holds(charge, found.get(charge.rule)):
            kept.add(charge.rule)
        else:
            ended.append(charge)
    end_charges(ended, now=now)
    return kept


def _end_of_others(case: Case, now: datetime) -> None:
    """End the charges against people who, as is known now, neither sold nor said it."""
    charges = _locked(case)
    whose = {one.decision.pk: one for one in charged(case, [c.decision for c in charges])}
    end_charges([c for c in charges if not _is_theirs(c, whose[c.decision_id])], now=now)


def _locked(case: Case) -> list[Charge]:
    rows = _counting(case).select_related("decision", "notice").order_by("pk")
    return list(rows.select_for_update(of=("self",)))


def _holds(charge: Charge, one: Charged | None) -> bool:
    """Whether the same is still confirmed of the same person.

    The same is the same decision, or another one of the same words.
    """
    if one is None or not _is_theirs(charge, one):
        return False
    is_same = one.decision.pk == charge.decision_id
    return is_same or one.decision.group == charge.decision.group


def _is_theirs(charge: Charge, one: Charged) -> bool:
    return one.team is not None and one.team.staff_id == charge.adviser_id


def _send(case: Case, fresh: Sequence[Charged], now: datetime) -> list[Notice]:
    """One notice for each adviser, all of the next number."""
    last = case.notices.aggregate(last=Max("number"))["last"] or 0
    own: dict[int, list[Charged]] = {}
    for one in fresh:
        if one.team is not None:
            own.setdefault(one.team.staff_id, []).append(one)
    return [_notice(case, last + 1, charges, now) for _, charges in sorted(own.items())]


def _notice(case: Case, number: int, charges: Sequence[Charged], now: datetime) -> Notice:
    first, limits = min(charges, key=lambda one: one.day), review_settings()
    notice = Notice.objects.create(
        case=case, number=number, day=first.day, sent_at=now, **_of_team(first),
        answer_by=in_days(limits.acknowledge_days, now), appeal_by=in_days(limits.appeal_days, now),
    )  # fmt: skip
    Charge.objects.bulk_create(
        Charge(
            notice=notice, case=case, decision=one.decision, rule=one.decision.rule,
            severity=one.decision.severity, points=one.points, day=one.day, made_at=now,
            **_of_team(one),
        )
        for one in charges
    )  # fmt: skip
    ledger.record(SYSTEM, "notices.sent", notice, now, case=case.pk, charges=len(charges))
    publish(NoticeSent(case.pk, case.revision, notice.pk))
    tell_notice(notice, len(charges))
    return notice


def _of_team(one: Charged) -> dict[str, object]:
    """Whose it is, and the team of its day."""
    if one.team is None:
        raise ValueError(f"{one.decision.rule}: found no adviser, expected one")
    return {
        "adviser_id": one.team.staff_id,
        "unit_id": one.team.unit_id,
        "unit_path": list(one.team.unit_path),
    }
