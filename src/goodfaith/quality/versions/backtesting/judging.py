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
_RELATED = """
select c.id, r.content::text, c.day
from conversations_conversation c join conversations_revision r on r.id = c.revision_id
where c.applications && %(named)s::varchar[] or c.policies && %(named)s::varchar[]
    or c.customer = any(%(customers)s) or c.id = any(%(ids)s)
order by c.started_at desc, c.id limit %(most)s
"""


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


def _sales_and_customers(bench: Bench, task: Task) -> Iterator[Moved]:
    with connection.cursor() as cursor:
        cursor.execute(_EVERY, {"ids": task.ids})
        own = [_SAID.decode(content) for _id, content, _ in cursor.fetchall()]
    named, customers = _named(own, fact_book(key for said in own for key in keys_of(said)))
    rows = _related(task, named, customers)
    whole = [said for _, said, _ in rows]
    facts = fact_book(key for said in whole for key in keys_of(said))
    ones = {c.said.id: c for c in bench.scan(whole)}
    kinds: tuple[Literal["sale", "customer"], ...] = ("sale", "customer")
    for kind in kinds:
        if not (bench.old.of_scope(kind) or bench.new.of_scope(kind)):
            continue
        groups: dict[str, list[tuple[int, Conversation, date]]] = {}
        for row in rows:
            of = facts.sales_of(row[1]) if kind == "sale" else facts.customers_of(row[1])
            for id in of:
                groups.setdefault(id, []).append(row)
        for id, members in sorted(groups.items()):
            if _is_first_here(members, task):
                some = [ones[said.id] for _, said, _ in members]
                yield from bench.judge_more(kind, id, some, facts, task.as_of)


def _related(
    task: Task, named: set[str], customers: set[str]
) -> list[tuple[int, Conversation, date]]:
    values: dict[str, Any] = {
        "named": sorted(named), "customers": sorted(customers), "ids": task.ids,
        "most": _MOST_OF_ONE * len(task.ids),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_RELATED, values)
        return sorted(((id, _SAID.decode(text), day) for id, text, day in cursor.fetchall()),
                      key=lambda row: row[0])  # fmt: skip


def _named(own: Iterable[Conversation], facts: FactBook) -> tuple[set[str], set[str]]:
    """Applications and policies, and customers, that these conversations are about."""
    named: set[str] = set()
    customers: set[str] = set()
    for said in own:
        named |= {*said.applications, *said.policies, *facts.sales_of(said)}
        customers |= set(facts.customers_of(said))
        for sale in facts.sales_of(said):
            for fact in facts.sale_facts(sale):
                named |= {fact.text("application"), fact.text("policy")}
                named |= {fact.id} if fact.kind in ("application", "policy") else set()
    return named - {""}, customers - {""}


def _is_first_here(members: Sequence[tuple[int, Conversation, date]], task: Task) -> bool:
    of_period = [id for id, _, day in members if task.from_on <= day <= task.to_on]
    return bool(of_period) and min(of_period) in set(task.ids)
