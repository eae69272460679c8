"""Findings of a case as its page shows them: by rule, with the words of all its conversations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from goodfaith.analysis.finding import Finding
from goodfaith.analysis.rules.rule import Rulebook
from goodfaith.conversations.models import Conversation, Revision
from goodfaith.conversations.private import is_own
from goodfaith.conversations.rulebooks import shown_rulebook
from goodfaith.conversations.shown.findings import Card, Quoted, cards
from goodfaith.conversations.shown.turns import role_name
from goodfaith.trust.display import Transcript, mask_many
from goodfaith.trust.viewing import Viewer


class Heard(msgspec.Struct, frozen=True):
    """The words of one conversation as the viewer may read them, who spoke each turn, and when.

    `seconds` are from its beginning, None where no time is known.
    """

    id: int
    external_id: str
    started_at: datetime
    purpose: str
    channel: str
    texts: list[str]
    speakers: list[str]
    seconds: list[float | None]


class Said(msgspec.Struct, frozen=True):
    """Quotations from one conversation. `id` 0: it is not there, or not for this viewer."""

    id: int
    external_id: str
    started_at: datetime | None
    purpose: str
    channel: str
    quotes: tuple[Quoted, ...]


class Group(msgspec.Struct, frozen=True):
    """A rule that is violated or undecidable in a case. `card` is its gravest finding's."""

    card: Card
    places: tuple[Said, ...]
    why: tuple[str, ...]
    is_about_sale: bool
    hidden: int

    @property
    def anchor(self) -> str:
        return f"r-{self.card.rule.replace('.', '-')}"

    @property
    def first(self) -> str:
        """Where its first words stand: a conversation and a turn, or ""."""
        place = next((p for p in self.places if p.id and p.quotes), None)
        return f"{place.id}#u{place.quotes[0].turn}" if place else ""


def heard_by(viewer: Viewer, sources: Iterable[Mapping[str, Any]]) -> dict[str, Heard]:
    """The conversations that a judgement was made of, by their sources' ids, as far as visible."""
    wanted = {s["revision"]: s for s in sources if s["revision"]}
    ids = [s["conversation"] for s in wanted.values()]
    visible = Conversation.objects.visible_to(viewer).in_bulk(ids)
    kept = Revision.objects.filter(pk__in=wanted, conversation__in=visible)
    rows = list(kept.values_list("pk", "hash", "content"))
    talks = [visible[wanted[pk]["conversation"]] for pk, _, _ in rows]
    masked = mask_many(
        viewer,
        [(_transcript(h, c), is_own(viewer, t)) for (_, h, c), t in zip(rows, talks, strict=True)],
    )
    return {
        talk.external_id: Heard(
            talk.pk, talk.external_id, talk.started_at, talk.purpose, talk.channel, texts,
            _speakers(content), [u.get("start") for u in content.get("utterances", ())],
        )
        for (_, _, content), talk, texts in zip(rows, talks, masked, strict=True)
    }  # fmt: skip


def groups_of(
    findings: Sequence[Mapping[str, Any]],
    edition: int,
    sources: Sequence[Mapping[str, Any]],
    heard: Mapping[str, Heard],
) -> list[Group]:
    """The groups of a judgement, in its order. Quotations are cut from what may be shown."""
    editions = {s["external_id"]: s["edition"] or edition for s in sources}
    found = []
    for group in findings:
        own = [msgspec.convert(f, Finding) for f in group["findings"]]
        book_of = {f.conversation: editions.get(f.conversation, edition) for f in own}
        shown = [_shown(f, _rulebook(f, edition, book_of), heard) for f in own]
        found.append(_group(own, [one for one in shown if one is not None], heard))
    return [one for one in found if one is not None]


def _rulebook(finding: Finding, edition: int, editions: Mapping[str, int]) -> Rulebook:
    """A sale is judged by the edition of its day, a conversation by that of its own."""
    own = edition if finding.scope == "sale" else editions.get(finding.conversation, edition)
    return shown_rulebook(own)


class _Shown(msgspec.Struct, frozen=True):
    card: Card
    places: tuple[Said, ...]


def _shown(finding: Finding, rulebook: Rulebook, heard: Mapping[str, Heard]) -> _Shown | None:
    names = list(dict.fromkeys([e.conversation for e in finding.evidence] or [""]))
    made = [_cards(finding, rulebook, heard.get(name), name) for name in names]
    if not made or not made[0]:
        return None
    places = tuple(
        _place(name, card, heard) for name, found in zip(names, made, strict=True)
        for card in found if name
    )  # fmt: skip
    return _Shown(made[0][0], places)


def _cards(
    finding: Finding, rulebook: Rulebook, heard: Heard | None, conversation: str
) -> list[Card]:
    here = msgspec.structs.replace(finding, conversation=conversation or finding.conversation)
    texts, speakers = (heard.texts, heard.speakers) if heard else ([], [])
    return cards([here], rulebook, texts, speakers)


def _place(name: str, card: Card, heard: Mapping[str, Heard]) -> Said:
    one = heard.get(name)
    if one is None:
        return Said(0, "", None, "", "", ())
    return Said(one.id, one.external_id, one.started_at, one.purpose, one.channel, card.quotes)


def _group(
    own: Sequence[Finding], shown: Sequence[_Shown], heard: Mapping[str, Heard]
) -> Group | None:
    if not shown:
        return None
    first = min(shown, key=lambda s: s.card.verdict != "violated")
    places = [place for one in shown for place in one.places]
    why = dict.fromkeys(sentence for one in shown for sentence in one.card.why)
    return Group(
        card=first.card,
        places=tuple(p for p in places if p.id),
        why=tuple(why)[:6],
        is_about_sale=any(f.scope == "sale" for f in own),
        hidden=sum(not p.id for p in places),
    )


def _transcript(hash: str, content: Mapping[str, Any]) -> Transcript:
    utterances = content.get("utterances", ())
    texts = tuple(u["text"] for u in utterances)
    return Transcript(hash, texts, tuple(u.get("participant") or "" for u in utterances))


def _speakers(content: Mapping[str, Any]) -> list[str]:
    roles = {p["id"]: p.get("role", "unknown") for p in content.get("participants", ())}
    said = content.get("utterances", ())
    return [role_name(roles.get(u.get("participant"), "unknown")) for u in said]
