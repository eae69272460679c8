"""Looking at sales about which something has changed: opening, completing, judging their cases.

Whatever asks for it (a fact, a conversation, the clock) comes through here. One transaction looks
at a time: the later one knows all that the earlier knew.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from goodfaith.analysis.facts import FactBook
from goodfaith.analysis.facts.scopes import SaleFacts
from goodfaith.policies.belonging import key_of
from goodfaith.policies.queries import fact_book
from goodfaith.quality.cases.joining import join, survivor_of
from goodfaith.quality.cases.keeping import keep
from goodfaith.quality.cases.means import Look
from goodfaith.quality.cases.members import Member, by_sale, members_of
from goodfaith.quality.cases.naming import named_by
from goodfaith.quality.cases.opening import open_cases
from goodfaith.quality.cases.sales import is_opened_by, sale_from
from goodfaith.quality.cases.wanted import take
from goodfaith.quality.models import Case

AT_ONCE = 200
_ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('quality.look_at_cases'))"


def look_at_waiting(*, now: datetime, most: int = AT_ONCE) -> int:
    """Look at what the next keys are about; how many keys there were."""
    with transaction.atomic(), uncollected():
        _alone()
        keys = take(most)
        if keys:
            named = named_by(keys)
            look_at(sorted(named.sales), now=now)
            look_at_singles(sorted(named.singles), now=now)
    return len(keys)


@contextmanager
def uncollected() -> Iterator[None]:
    """For a batch the collector of cycles rests: what is judged is a million values and no cycle.

    It took a sixth of the time.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def look_at(sales: Sequence[str], *, now: datetime) -> None:
    """Open, complete and judge the cases of these sales; twice changes nothing.

    Called in a transaction. A case that is merely as it was is left alone.
    """
    if not sales:
        return
    _alone()
    zone = ZoneInfo(settings.TIME_ZONE)
    book = fact_book(key_of(kind, id) for id in sales for kind in ("application", "policy"))
    known = {sale: book.sale_facts(sale) for sale in sales}
    found = _members(known, book)
    cases = _cases(known)
    shown = {sale: sale_from(known[sale], found[sale], now, zone) for sale in known}
    own = {sale: _joined([cases[id] for id in _ids_of(facts) if id in cases], now)
           for sale, facts in known.items()}  # fmt: skip
    today = now.astimezone(zone).date()
    fresh = [
        shown[sale]
        for sale, facts in known.items()
        if own[sale] is None and is_opened_by(facts, found[sale], shown[sale], today)
    ]
    opened = open_cases(fresh, now=now)
    looks, singles = [], _singles(found)
    for sale, facts in known.items():
        if case := own[sale] or opened.get(sale):
            _join_singles(case, [singles.pop(m.id, None) for m in found[sale]], now)
            looks.append(Look(case, shown[sale], facts, book, found[sale]))
    keep(looks, now=now)


def _joined(cases: Sequence[Case], now: datetime) -> Case | None:
    """The one case of a sale that has some; None of one that has none."""
    if not cases:
        return None
    case = survivor_of(cases)
    for other in cases:
        if other is not case and other.merged_into_id is None:
            join(case, other, now=now)
    return case


def look_at_singles(conversations: Sequence[int], *, now: datetime) -> None:
    """Judge anew the cases that conversations have by themselves.

    They belong to no sale, or to one that has no case: whichever it names is not known of yet.
    """
    if not conversations:
        return
    _alone()
    cases = Case.objects.filter(conversation__in=conversations, merged_into=None)
    rows = cases.select_related("signed_off__template").select_for_update(of=("self",))
    locked = {case.conversation_id: case for case in rows.order_by("pk")}
    members = {m.id: m for m in members_of(ids=conversations)}
    looks = [
        Look(case, None, None, FactBook(), [members[id]])
        for id, case in locked.items()
        if id in members
    ]
    keep(looks, now=now)


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)


def _members(known: dict[str, SaleFacts], book: FactBook) -> dict[str, list[Member]]:
    every = known.values()
    named = (fact.text("conversation") for facts in every for fact in facts)
    found = members_of(
        applications={id for facts in every for id in (facts.sale, *facts.applications)},
        policies={id for facts in every for id in (facts.sale, *facts.policies)},
        external_ids={id for id in named if id},
    )
    return by_sale(found, known, book)


def _ids_of(facts: SaleFacts) -> list[str]:
    return list(dict.fromkeys((facts.sale, *facts.applications, *facts.policies)))


def _cases(known: dict[str, SaleFacts]) -> dict[str, Case]:
    """The cases filed under any id of these sales, locked in one order, by that id."""
    ids = {id for facts in known.values() for id in _ids_of(facts)}
    rows = Case.objects.filter(sale__in=ids).select_related("signed_off__template")
    rows = rows.defer("signed_off__facts").select_for_update(of=("self",)).order_by("pk")
    return {str(case.sale): case for case in rows}


def _singles(found: Mapping[str, Sequence[Member]]) -> dict[int, Case]:
    """The cases that conversations of these sales have by themselves, locked, by conversation."""
    ids = {member.id for members in found.values() for member in members}
    rows = Case.objects.filter(conversation__in=ids, merged_into=None).order_by("pk")
    return {case.conversation_id or 0: case for case in rows.select_for_update(of=("self",))}


def _join_singles(case: Case, singles: Iterable[Case | None], now: datetime) -> None:
    """A conversation that was reviewed by itself is looked at with its sale from now on."""
    for single in singles:
        if single is not None:
            join(case, single, now=now)
