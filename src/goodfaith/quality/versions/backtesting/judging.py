"""A batch of stored conversations under trial: loaded, scanned where need be, judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Literal

import msgspec
from django.db import connection

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.facts import FactBook
from goodfaith.conversations.mentions import unpacked
from goodfaith.conversations.reading.read import keys_of
from goodfaith.policies.queries import fact_book
from goodfaith.quality.versions.backtesting.trial import Bench, Candidate, Moved

_SAID = msgspec.json.Decoder(Conversation)
_MOST_OF_ONE = 400
"""Conversations of one sale or customer; of more the latest are judged."""

_EVERY = """
select c.id, r.content::text, null::text
from conversations_conversation c join conversations_revision r on r.id = c.revision_id
where c.id = any(%(ids)s) order by c.id
"""
_HEARD = """
select c.id, r.content::text,
    case when %(keeps)s and g.edition_id = any(%(editions)s) then g.mentions::text end
from conversations_conversation c join conversations_revision r on r.id = c.revision_id
left join conversations_reading g on g.id = c.reading_id and g.revision_id = c.revision_id
where c.id = any(%(ids)s) and (g.id is null or not g.edition_id = any(%(editions)s)
    or g.mentions ?| %(triggers)s or jsonb_array_length(r.content->'gaps') > 0)
order by c.id
"""
_NAMES = "c.id, c.day, c.external_id, c.customer, c.adviser_number, c.applications, c.policies"
_OWN = f"""
select {_NAMES} from conversations_conversation c
where c.id = any(%(ids)s) and c.revision_id is not null order by c.id
"""  # noqa: S608  (names of our own columns)
_RELATED = f"""
select {_NAMES} from conversations_conversation c
where c.revision_id is not null and (c.applications && %(named)s::varchar[]
    or c.policies && %(named)s::varchar[] or c.customer = any(%(customers)s)
    or c.id = any(%(ids)s))
order by c.started_at desc, c.id limit %(most)s
"""  # noqa: S608
_WHOLE = """
select c.id, r.content::text,
    case when g.edition_id = any(%(editions)s::bigint[]) then g.mentions::text end
from conversations_conversation c join conversations_revision r on r.id = c.revision_id
left join conversations_reading g on g.id = c.reading_id and g.revision_id = c.revision_id
where c.id = any(%(ids)s) order by c.id
"""


_More = Literal["sale", "customer"]


class Task(msgspec.Struct, frozen=True):
    """Conversations by row id, ascending; the period they are of; the moment judged for.

    `editions` are those whose readings heard the very points of the trial: what they kept is used.
    """

    ids: list[int]
    from_on: date
    to_on: date
    as_of: datetime
    editions: list[int]


class Done(msgspec.Struct, frozen=True):
    """What a batch gave."""

    moved: list[Moved]


def judge_task(bench: Bench, task: Task) -> Done:
    """Everything that the rules under trial say differently about these conversations.

    A sale or customer is judged with the first of its conversations of the period, whole.
    """
    moved: list[Moved] = []
    if bench.is_about_conversations:
        moved += _conversations(bench, task)
    if bench.is_about_more:
        moved += _sales_and_customers(bench, task)
    return Done(moved)


def _conversations(bench: Bench, task: Task) -> Iterator[Moved]:
    candidates = [one for one in _heard(bench, task) if bench.may_differ(one)]
    facts = FactBook()
    if bench.reads_facts and candidates:
        facts = fact_book(key for one in candidates for key in keys_of(one.said))
    for one in candidates:
        yield from bench.judge(one, facts, task.as_of)


def _heard(bench: Bench, task: Task) -> Iterator[Candidate]:
    kept: list[Candidate] = []
    unheard: list[Conversation] = []
    for content, mentions in _rows(bench, task):
        said = _SAID.decode(content)
        if mentions is None:
            unheard.append(said)
            continue
        rows = {p: r for p, r in msgspec.json.decode(mentions).items() if p in bench.points}
        heard = unpacked(rows)
        kept.append(Candidate(said, heard, heard))
    yield from kept
    if unheard:
        yield from bench.scan(unheard)


def _rows(bench: Bench, task: Task) -> list[tuple[str, str | None]]:
    """Contents; where a reading has what was heard, that; where it says that nothing was, none."""
    triggers = bench.triggers
    background = {p.id for p in bench.points.values() if p.background}
    sparing = bool(task.editions) and triggers is not None and triggers.isdisjoint(background)
    values: dict[str, Any] = {"ids": task.ids}
    if sparing:
        values |= {
            "editions": task.editions,
            "triggers": sorted(triggers or ()),
            "keeps": not background,
        }
    with connection.cursor() as cursor:
        cursor.execute(_HEARD if sparing else _EVERY, values)
        return [(content, mentions) for _id, content, mentions in cursor.fetchall()]


class _Light(msgspec.Struct, frozen=True):
    """A conversation as far as it takes to tell which sales and customers it belongs to."""

    id: int
    day: date
    named: Conversation


def _sales_and_customers(bench: Bench, task: Task) -> Iterator[Moved]:
    """Words are loaded, and listened to, only of those that are judged with this batch.

    A customer of twenty conversations comes along with each of them, and is judged with one.
    """
    own = _lights(_OWN, {"ids": task.ids})
    named, customers = _named(own, fact_book(key for one in own for key in keys_of(one.named)))
    most = _MOST_OF_ONE * len(task.ids)
    asked = {"named": sorted(named), "customers": sorted(customers), "ids": task.ids, "most": most}
    rows = sorted(_lights(_RELATED, asked), key=lambda one: one.id)
    facts = fact_book(key for one in rows for key in keys_of(one.named))
    ones = [one for kind in _kinds(bench) for one in _judged_here(kind, rows, facts, task)]
    heard = _heard_whole(bench, task, {member.id for _, _, members in ones for member in members})
    for kind, id, members in ones:
        some = [heard[member.id] for member in members]
        yield from bench.judge_more(kind, id, some, facts, task.as_of)


def _kinds(bench: Bench) -> list[_More]:
    kinds: tuple[_More, ...] = ("sale", "customer")
    return [kind for kind in kinds if bench.old.of_scope(kind) or bench.new.of_scope(kind)]


def _judged_here(
    kind: _More, rows: Sequence[_Light], facts: FactBook, task: Task
) -> Iterator[tuple[_More, str, list[_Light]]]:
    """The sales or customers of which the first conversation of the period is in this batch."""
    groups: dict[str, list[_Light]] = {}
    for row in rows:
        of = facts.sales_of(row.named) if kind == "sale" else facts.customers_of(row.named)
        for id in of:
            groups.setdefault(id, []).append(row)
    here = set(task.ids)
    for id, members in sorted(groups.items()):
        of_period = [one.id for one in members if task.from_on <= one.day <= task.to_on]
        if of_period and min(of_period) in here:
            yield kind, id, members


def _lights(query: str, values: dict[str, Any]) -> list[_Light]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [
            _Light(
                id, day,
                Conversation(external, customer=customer, adviser=adviser,
                             applications=tuple(applications), policies=tuple(policies)),
            )
            for id, day, external, customer, adviser, applications, policies in cursor.fetchall()
        ]  # fmt: skip


def _heard_whole(bench: Bench, task: Task, ids: set[int]) -> dict[int, Candidate]:
    """What both sides hear; where a reading heard the very points, what it has kept of them.

    Background points are not kept everywhere: with any of those all is listened to again.
    """
    keeps = not any(point.background for point in bench.points.values())
    editions = task.editions if keeps else []
    kept: dict[int, Candidate] = {}
    unheard: dict[int, Conversation] = {}
    with connection.cursor() as cursor:
        cursor.execute(_WHOLE, {"ids": sorted(ids), "editions": editions})
        for id, content, mentions in cursor.fetchall():
            said = _SAID.decode(content)
            if mentions is None:
                unheard[id] = said
                continue
            rows = {p: r for p, r in msgspec.json.decode(mentions).items() if p in bench.points}
            heard = unpacked(rows)
            kept[id] = Candidate(said, heard, heard)
    if unheard:
        kept |= dict(zip(unheard, bench.scan([*unheard.values()]), strict=True))
    return kept


def _named(own: Iterable[_Light], facts: FactBook) -> tuple[set[str], set[str]]:
    """Applications and policies, and customers, that these conversations are about."""
    named: set[str] = set()
    customers: set[str] = set()
    for one in own:
        sales = facts.sales_of(one.named)
        named |= {*one.named.applications, *one.named.policies, *sales}
        customers |= set(facts.customers_of(one.named))
        for sale in sales:
            for fact in facts.sale_facts(sale):
                named |= {fact.text("application"), fact.text("policy")}
                named |= {fact.id} if fact.kind in ("application", "policy") else set()
    return named - {""}, customers - {""}
