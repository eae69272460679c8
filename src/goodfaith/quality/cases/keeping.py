"""Keeping what a look at some cases gave: their columns, members, judgements and deadlines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.db.models import Max

from goodfaith.conversations.reading.editions import editions
from goodfaith.platform.events import publish
from goodfaith.quality.cases import deadlines, following
from goodfaith.quality.cases.due import due_on, end_of
from goodfaith.quality.cases.judging import Judged
from goodfaith.quality.cases.means import Look, Means, judgement_of, means_of
from goodfaith.quality.cases.members import Member, words_of
from goodfaith.quality.cases.sales import Sale
from goodfaith.quality.cases.settled import Settled, settled
from goodfaith.quality.cases.writing import add_judgements, write_cases
from goodfaith.quality.events import CaseJudged
from goodfaith.quality.gate.telling import tell
from goodfaith.quality.models import Case, CaseAct, CaseConversation, Judgement
from goodfaith.quality.outcome.people import people_of, tell_people
from goodfaith.trust.queries import Team, teams_on

Teams = Mapping[tuple[str, date], Team]


class _Judged(msgspec.Struct, frozen=True):
    look: Look
    row: Judgement
    judged: Judged
    is_new: bool


def keep(looks: Sequence[Look], *, now: datetime) -> None:
    """Write what is new; a case of which nothing is, is left alone. Called in a transaction."""
    if not looks:
        return
    zone, known = ZoneInfo(settings.TIME_ZONE), settled()
    cases = [look.case for look in looks]
    before = {case.pk: _told_of(case) for case in cases}
    people = {case.pk: people_of(case) for case in cases}
    teams = teams_on(_sold_by(look) for look in looks)
    for look in looks:
        if look.sale is not None:
            _fill(look.case, look.sale, known, zone, now)
        _place(look.case, *_sold_by(look), teams)
    _join_members(looks, now)
    standing = deadlines.open_of(cases)
    found = _judge(looks, known, standing, now, now.astimezone(zone).date())
    _store(found, now)
    pending = {one.look.case.pk: one.judged for one in found}
    deadlines.settle_all(cases, standing, pending, known, now=now, zone=zone)
    write_cases(cases)
    tell_people(cases, people)
    tell([case for case in cases if before[case.pk] != _told_of(case)], now=now)


def _told_of(case: Case) -> tuple[object, ...]:
    """What of a case the gate tells, without looking into its judgement."""
    ids = (*case.applications, *case.policies)
    return case.judgement_id, case.state, case.due_at, case.deadline_on, case.sale, ids


def _sold_by(look: Look) -> tuple[str, date]:
    """The number of whose case it is, and the day; of one conversation who held it."""
    if look.sale is not None:
        return look.sale.adviser, look.sale.day
    return look.members[0].adviser_number, look.case.day


def _place(case: Case, number: str, day: date, teams: Teams) -> None:
    """Of a number that nobody knows it stays where it was: somebody has to look at it."""
    if team := teams.get((number, day)):
        case.adviser_id, case.unit_id = team.staff_id, team.unit_id
        case.unit_path = list(team.unit_path)
    elif number != case.adviser_number:
        case.adviser_id = None
    case.adviser_number = number


def _fill(case: Case, sale: Sale, known: Settled, zone: ZoneInfo, now: datetime) -> None:
    """What the list shows of a sale."""
    if case.sale != sale.key:
        _rename(case, sale.key, now)
    case.applications, case.policies = list(sale.applications), list(sale.policies)
    case.customer, case.product = sale.customer, sale.product
    case.product_type, case.channel = sale.product_type, sale.channel
    case.signed_on, case.day = sale.signed_on, sale.day
    last = due_on(known.due_of(case.channel), sale.signed_on, sale.cooling_off_ends_on)
    # What was heard of after its time could not be in time: it is not due, and not overdue.
    is_too_late = last is not None and last < case.opened_at.astimezone(zone).date()
    case.due_at = end_of(last, zone) if last and not is_too_late else None


def _rename(case: Case, key: str, now: datetime) -> None:
    """A policy's case is its application's, once that is known."""
    CaseAct.objects.create(
        case=case, kind=CaseAct.Kind.RENAMED, at=now, from_state=case.state, to_state=case.state,
        details={"was": case.sale, "is": key},
    )  # fmt: skip
    case.sale = key


def _join_members(looks: Sequence[Look], now: datetime) -> None:
    """The conversations of each case as they are now; a supplement that came is told of."""
    kept: dict[int, set[int]] = {}
    rows = CaseConversation.objects.filter(case__in=[look.case.pk for look in looks])
    for pk, conversation in rows.values_list("case_id", "conversation_id"):
        kept.setdefault(pk, set()).add(conversation)
    added: list[CaseConversation] = []
    for look in looks:
        case, known = look.case, kept.get(look.case.pk, set())
        case.conversation_count = len(look.members)
        fresh = [_member(case, m, now) for m in look.members if m.id not in known]
        added += fresh
        if gone := known - {m.id for m in look.members}:
            CaseConversation.objects.filter(case=case, conversation__in=gone).delete()
        if any(one.is_supplement for one in fresh):
            following.supplement_arrived(case, now=now)
    CaseConversation.objects.bulk_create(added, ignore_conflicts=True)


def _member(case: Case, member: Member, now: datetime) -> CaseConversation:
    """A supplement was held after it had been asked for, and while it is waited for."""
    at = member.received_at if member.starts_as_received else member.started_at
    asked = case.concluded_at if case.state == Case.State.WAITING else None
    return CaseConversation(
        case=case, conversation_id=member.id, added_at=now,
        is_supplement=asked is not None and at >= asked,
    )  # fmt: skip


def _judge(
    looks: Sequence[Look],
    known: Settled,
    standing: deadlines.Standing,
    now: datetime,
    today: date,
) -> list[_Judged]:
    """Judge those of which something is new, or some time has run out."""
    every = editions()
    wanted: list[tuple[Look, Means, frozenset[str]]] = []
    for look in looks:
        means = means_of(look, known, every)
        over = deadlines.over(standing.get(look.case.pk, ()), today)
        if means is None:
            continue
        if means.fingerprint != look.case.fingerprint:
            wanted.append((look, means, frozenset()))
        elif over:
            wanted.append((look, means, over))
    words = words_of(m.reading for look, _, _ in wanted for m in look.members if m.reading)
    before = _before([look.case for look, _, rules in wanted if not rules], whole=False)
    before |= _before([look.case for look, _, rules in wanted if rules], whole=True)
    found = []
    for look, means, rules in wanted:
        old = before.get(look.case.judgement_id or 0)
        row, judged = judgement_of(look, means, words, now, old if rules else None, rules)
        is_new = old is None or (old.digest, old.sources) != (row.digest, row.sources)
        found.append(_Judged(look, row, judged, is_new))
        look.case.fingerprint = means.fingerprint
    return found


def _before(cases: Sequence[Case], *, whole: bool) -> dict[int, Judgement]:
    """Their current judgements; not `whole`: only what tells whether another says more."""
    rows = Judgement.objects.defer("facts", "connected", "scorecard")
    rows = rows if whole else rows.only("digest", "sources")
    return rows.in_bulk([case.judgement_id for case in cases if case.judgement_id])


def _store(found: Sequence[_Judged], now: datetime) -> None:
    """Rows for those that say something new, and what follows from that."""
    fresh = [one for one in found if one.is_new]
    if not fresh:
        return
    numbers = dict(
        Judgement.objects.filter(case__in=[one.look.case.pk for one in fresh])
        .values_list("case_id")
        .annotate(Max("number"))
    )
    for one in fresh:
        one.row.number = numbers.get(one.look.case.pk, 0) + 1
    add_judgements([one.row for one in fresh])
    for one in fresh:
        _show(one.look.case, one.row, one.judged)
        following.judged(one.look.case, one.row, now=now)
    publish(*(CaseJudged(one.row.case_id, one.look.case.revision, one.row.pk) for one in fresh))


def _show(case: Case, row: Judgement, judged: Judged) -> None:
    case.judgement = row
    case.worst, case.score = judged.worst, judged.scorecard.score
    case.vetoed = judged.scorecard.vetoed
    case.violated, case.undecidable = judged.violated, judged.undecidable
    case.undecidable_count = len(judged.undecidable)
    case.revision += 1
