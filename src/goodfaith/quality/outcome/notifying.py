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
from goodfaith.quality.outcome.appealing import make_moot
from goodfaith.quality.outcome.charging import Charged, charged
from goodfaith.quality.outcome.limits import in_days, review_settings
from goodfaith.quality.outcome.notices import settle_notice
from goodfaith.quality.outcome.telling import tell_notice
from goodfaith.quality.review.standing import standing
from goodfaith.trust import ledger
from goodfaith.trust.ledger import SYSTEM

CHARGING = (Case.Conclusion.QUALIFIED, Case.Conclusion.UNQUALIFIED)
"""Conclusions upon which advisers are told; of a withdrawn application nobody is told anything."""


def follow(case_id: int, *, now: datetime) -> list[Notice]:
    """Charge what is confirmed and take back what is no longer; twice changes nothing.

    The notices that were sent. A case that has been reopened since, or withdrawn, is left alone;
    so is one about which two readers differ, until that is settled.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
        if not _is_charging(case):
            return []
        confirmed = confirmed_in(case)
        kept = _take_back(case, confirmed, now)
        fresh = [one for rule, one in confirmed.items() if rule not in kept]
        return _send(case, [one for one in charged(case, fresh) if one.team], now)


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


def _take_back(case: Case, confirmed: Mapping[str, Decision], now: datetime) -> set[str]:
    """End the charges whose decision no longer holds; the rules of those that do."""
    rows = _counting(case).select_related("decision", "notice").order_by("pk")
    kept: set[str] = set()
    ended = []
    for charge in rows.select_for_update(of=("self",)):
        if charge.rule not in kept and _holds(charge, confirmed.get(charge.rule)):
            kept.add(charge.rule)
        else:
            charge.ended_at, charge.ended_as = now, Charge.Ended.TAKEN_BACK
            charge.save(update_fields=["ended_at", "ended_as"])
            ended.append(charge)
    for charge in ended:
        ledger.record(SYSTEM, "charges.taken_back", charge, now, rule=charge.rule)
    make_moot(ended, now=now)
    for notice in {charge.notice_id: charge.notice for charge in ended}.values():
        settle_notice(notice, now)
    return kept


def _holds(charge: Charge, decision: Decision | None) -> bool:
    """Whether the same is still confirmed: the same decision, or another one of the same words."""
    if decision is None:
        return False
    return decision.pk == charge.decision_id or decision.group == charge.decision.group


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
