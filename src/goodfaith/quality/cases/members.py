"""The conversations of sales, as far as judging needs them: light first, words only when judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
from django.db import connection

from goodfaith.analysis.conversation import Conversation as Said
from goodfaith.analysis.facts import FactBook
from goodfaith.analysis.finding import Finding
from goodfaith.analysis.heard import Heard, listen
from goodfaith.conversations.mentions import Packed, unpacked
from goodfaith.conversations.reading.editions import SCANNING, rulebook_of
from goodfaith.conversations.rulebooks import shown_rulebook

_SAID = msgspec.json.Decoder(Said)
_FINDINGS = msgspec.json.Decoder(list[Finding])
_LIGHT = """
select c.id, c.external_id, c.started_at, c.starts_as_received, c.purpose, c.channel,
    c.adviser_number, c.customer, c.applications, c.policies, c.received_at,
    c.reading_id, g.revision_id, g.edition_id, g.fingerprint, r.number
from conversations_conversation c left join conversations_reading g on g.id = c.reading_id
left join conversations_revision r on r.id = g.revision_id
where c.applications && %s::varchar[] or c.policies && %s::varchar[]
    or c.external_id = any(%s::varchar[]) or c.id = any(%s::bigint[])
order by c.started_at, c.id
"""
_WORDS = """
select g.id, r.content::text, g.mentions::text, g.findings::text
from conversations_reading g join conversations_revision r on r.id = g.revision_id
where g.id = any(%s::bigint[])
"""
_POINTS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_MENTIONS = msgspec.json.Decoder(list[list[Any]])


class Member(msgspec.Struct, frozen=True):
    """A conversation with its current reading; `reading` None while it waits to be read."""

    id: int
    external_id: str
    started_at: datetime
    starts_as_received: bool
    purpose: str
    channel: str
    adviser_number: str
    customer: str
    applications: list[str]
    policies: list[str]
    received_at: datetime
    reading: int | None
    revision: int | None
    edition: int | None
    fingerprint: str | None
    number: int | None

    @property
    def named(self) -> Said:
        """As the facts find its sales."""
        return Said(
            self.external_id,
            customer=self.customer,
            applications=tuple(self.applications),
            policies=tuple(self.policies),
        )

    @property
    def missing(self) -> Heard:
        """That it took place, and has not been read yet: nothing is known of what was said."""
        return Heard(self.external_id, started_at=self.started_at, purpose=self.purpose,
                     missing=True)  # fmt: skip


class Words(msgspec.Struct, frozen=True):
    """What was said in one conversation and found there by its reading; mentions still packed."""

    said: Said
    mentions: Mapping[str, msgspec.Raw]
    findings: list[Finding]

    def mentioned(self, points: Set[str]) -> Packed:
        """The mentions of some points: of hundreds few matter to a sale."""
        kept = self.mentions.keys() & points
        return {point: _MENTIONS.decode(self.mentions[point]) for point in kept}


def members_of(
    *,
    applications: Iterable[str] = (),
    policies: Iterable[str] = (),
    external_ids: Iterable[str] = (),
    ids: Iterable[int] = (),
) -> list[Member]:
    """Conversations that name one of these, or are one of these; by their start."""
    parameters = [sorted({*one}) for one in (applications, policies, external_ids)]
    with connection.cursor() as cursor:
        cursor.execute(_LIGHT, [*parameters, sorted({*ids})])
        return [Member(*row) for row in cursor.fetchall()]


def by_sale(
    members: Iterable[Member], sales: Iterable[str], book: FactBook
) -> dict[str, list[Member]]:
    """The conversations of each sale, as the kernel says; each list in their order."""
    found: dict[str, list[Member]] = {sale: [] for sale in sales}
    for member in members:
        for sale in book.sales_of(member.named):
            if sale in found:
                found[sale].append(member)
    return found


def words_of(readings: Iterable[int]) -> dict[int, Words]:
    """What these readings were made of and what they found, by their ids."""
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, [sorted({*readings})])
        return {
            id: Words(_SAID.decode(content), _POINTS.decode(mentions), _FINDINGS.decode(findings))
            for id, content, mentions, findings in cursor.fetchall()
        }


def heard_in(member: Member, words: Mapping[int, Words], edition: int) -> Heard:
    """What rules of `edition` hear in a conversation: from its stored mentions, not scanned again.

    Only where it was read by another edition, whose points are other ones, is it scanned anew.
    """
    known = words.get(member.reading or 0)
    return member.missing if known is None else heard_of(known, member.edition or 0, edition)


def heard_of(words: Words, read_by: int, edition: int) -> Heard:
    """What rules of `edition` about sales hear in words that edition `read_by` has read."""
    wanted = shown_rulebook(edition).heard_of_sales
    if read_by == edition or same_points(read_by, edition):
        return listen(words.said, unpacked(words.mentioned(wanted)))
    with SCANNING:
        found = rulebook_of(edition).scanner.scan([words.said])[0]
    return listen(words.said, [mention for mention in found if mention.point in wanted])


@lru_cache(maxsize=32)
def same_points(one: int, other: int) -> bool:
    """Whether all that rules about sales listen for is the same in two editions."""
    return _points(one) == _points(other)


def _points(edition: int) -> dict[str, object]:
    rules = shown_rulebook(edition).of_scope("sale")
    return {point.id: point.content for rule in rules for point in rule.points}


def own_findings(members: Sequence[Member], words: Mapping[int, Words]) -> list[Finding]:
    """What the readings of conversations found, in the order of the conversations."""
    known = [words[m.reading] for m in members if m.reading is not None and m.reading in words]
    return [finding for one in known for finding in one.findings]
