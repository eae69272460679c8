"""The place that most needs somebody's eyes in each of some cases: a rule, and its first words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from goodfaith.analysis.finding import SEVERITIES, UNDECIDABLE, VIOLATED, Finding
from goodfaith.conversations.rulebooks import shown_rulebook
from goodfaith.conversations.shown.findings import Card, Quoted, cards
from goodfaith.quality.cases.evidence import Heard, heard_by
from goodfaith.quality.models import Judgement
from goodfaith.trust.viewing import Viewer


class Place(msgspec.Struct, frozen=True):
    """`quote` is None where nothing was said that could be quoted, or none the viewer may read."""

    rule: str
    title: str
    severity: str
    verdict: str
    quote: Quoted | None
    why: str


class _Needs(msgspec.Struct, frozen=True):
    finding: Finding
    edition: int
    source: Mapping[str, Any] | None


def places_of(viewer: Viewer, judgements: Iterable[int]) -> dict[int, Place]:
    """By judgement; one with nothing to look at is left out. Words are covered as on its page."""
    ids = sorted(set(judgements))
    rows = Judgement.objects.filter(pk__in=ids).only("findings", "sources", "edition")
    needs = {row.pk: one for row in rows if (one := _needs(row))}
    heard = heard_by(viewer, [one.source for one in needs.values() if one.source])
    found = {id: _place(one, heard) for id, one in needs.items()}
    return {id: place for id, place in found.items() if place is not None}


def _needs(row: Judgement) -> _Needs | None:
    """The gravest violation, one with words before one without; else what is undecidable."""
    found = [f for group in row.findings for f in group["findings"]]
    worth = [f for f in found if f["verdict"] in (VIOLATED, UNDECIDABLE)]
    if not worth:
        return None
    finding = msgspec.convert(min(worth, key=_gravity), Finding)
    name = finding.evidence[0].conversation if finding.evidence else finding.conversation
    source = next((s for s in row.sources if s["external_id"] == name), None)
    own = finding.scope != "sale" and source is not None
    edition = (source or {}).get("edition") if own else None
    return _Needs(finding, edition or row.edition_id, source)


def _gravity(finding: Mapping[str, Any]) -> tuple[bool, int, bool]:
    severity = SEVERITIES.index(finding.get("severity", "note"))
    return finding["verdict"] != VIOLATED, severity, not finding.get("evidence")


def _place(needs: _Needs, heard: Mapping[str, Heard]) -> Place | None:
    name = str(needs.source["external_id"]) if needs.source else ""
    one = heard.get(name)
    here = msgspec.structs.replace(needs.finding, conversation=name or needs.finding.conversation)
    texts, speakers = (one.texts, one.speakers) if one else ([], [])
    found = cards([here], shown_rulebook(needs.edition), texts, speakers)
    return _told(found) if found else None


def _told(found: Sequence[Card]) -> Place:
    card = found[0]
    return Place(
        rule=card.rule, title=card.title, severity=card.severity, verdict=card.verdict,
        quote=card.quotes[0] if card.quotes else None, why=card.why[0] if card.why else "",
    )  # fmt: skip
