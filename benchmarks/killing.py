"""Killing processes of a server while it works, and counting what is there afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from installation import Installation, wait_until

VICTIMS = ("web-1", "worker-1", "supervisor")
_DONE = (
    "select (select count(*) from conversations_conversation)"
    " + (select count(*) from conversations_reading)"
)
_COUNTS = """
select
    (select count(*) from conversations_revision),
    (select count(distinct (conversation_id, number)) from conversations_revision),
    (select count(*) from conversations_reading),
    (select count(*) from conversations_conversation c
     join conversations_revision v on v.id = c.revision_id and v.conversation_id = c.id
     join conversations_reading g on g.id = c.reading_id and g.revision_id = v.id
     where c.state = 'read'),
    (select count(*) from platform_event where kind = 'conversations.received'),
    (select count(*) from platform_event where kind = 'conversations.read'),
    (select sum(jsonb_array_length(details->'conversations')) from trust_ledgerentry
     where act = 'conversations.received'),
    (select count(*) from conversations_searchtext)
"""
_NAMED = ("revisions", "different revisions", "readings", "conversations with a current reading",
          "events of receiving", "events of reading", "conversations in the ledger",
          "searchable texts")  # fmt: skip


def kill_during(server: Installation, count: int, times: int, seed: int) -> list[str]:
    """Kill somebody so many times, evenly over the work on `count` conversations; who it was.

    The work is done when `count` have been received and read. Everybody is killed at least once
    where there are as many kills as victims.
    """
    random = Random(seed)
    victims = [*VICTIMS, *(random.choice(VICTIMS) for _ in range(times))][:times]
    random.shuffle(victims)
    for number, victim in enumerate(victims, start=1):
        due = 2 * count * number // (times + 1)
        wait_until(lambda due=due: server.ask(_DONE)[0][0] >= due, f"kill {number}")  # type: ignore[misc]
        server.kill(victim)
    return victims


def what_is_wrong(server: Installation, external_ids: Sequence[str]) -> list[str]:
    """What was lost or doubled, a sentence each: every conversation has one revision, one reading,
    one event of each, one entry in the ledger.
    """
    there = {row[0] for row in server.ask("select external_id from conversations_conversation")}
    wrong = []
    if there != set(external_ids):
        lost, strange = len(set(external_ids) - there), len(there - set(external_ids))
        wrong.append(f"conversations: {lost} lost, {strange} that nobody sent")
    counts = server.ask(_COUNTS)[0]
    expected = len(external_ids)
    wrong += [f"{name}: {found}, expected {expected}"
              for name, found in zip(_NAMED, counts, strict=True) if found != expected]  # fmt: skip
    aside = server.ask("select count(*) from platform_poisonedevent where settled_at is null")
    if aside[0][0]:
        wrong.append(f"events put aside: {aside[0][0]}")
    return wrong
