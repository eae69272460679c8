"""Judging again exactly what a judgement was made of: what was kept, and nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from goodfaith.analysis.facts import Fact, FactSet
from goodfaith.analysis.fields import ValueInvalid, load_dictionary, parse_value
from goodfaith.analysis.finding import Finding
from goodfaith.analysis.heard import Heard
from goodfaith.analysis.scope import CHINA
from goodfaith.conversations.rulebooks import shown_rulebook
from goodfaith.quality.cases.judging import Judged, judge_case, scope_of
from goodfaith.quality.cases.members import Words, heard_of, words_of
from goodfaith.quality.cases.settled import dated
from goodfaith.quality.models import Case, Judgement


def replay(judgement: Judgement) -> Judged:
    """What `judgement` says, worked out anew; its digest is the same, years later as well."""
    rulebook = shown_rulebook(judgement.edition_id)
    words = words_of(one["reading"] for one in judgement.sources if one["reading"])
    card = dated(judgement.template).card if judgement.template else None
    own = [f for one in judgement.sources for f in _found(one, words)]
    scope = None
    if judgement.case.kind == Case.Kind.SALE:
        heard = [_heard(one, words, judgement.edition_id) for one in judgement.sources]
        facts = FactSet(map(_fact, judgement.facts))
        sale = next(fact["id"] for fact in judgement.facts if fact["kind"] == "sale")
        scope = scope_of(sale, heard, facts, frozenset(judgement.connected), judgement.as_of)
    return judge_case(rulebook, scope, own, card)


def _found(source: dict[str, Any], words: dict[int, Words]) -> list[Finding]:
    known = words.get(source["reading"] or 0)
    return known.findings if known else []


def _heard(source: dict[str, Any], words: dict[int, Words], edition: int) -> Heard:
    known = words.get(source["reading"] or 0)
    if known is None:
        at = datetime.fromisoformat(source["started_at"]) if source["started_at"] else None
        id, purpose = source["external_id"], source["purpose"]
        return Heard(id, started_at=at, purpose=purpose, missing=True)
    return heard_of(known, source["edition"], edition)


def _fact(stored: dict[str, Any]) -> Fact:
    """A fact as it was kept: texts become what the field dictionary says they are."""
    fields = load_dictionary().fields
    kind, values = stored["kind"], dict(stored.get("values", {}))
    for name, value in values.items():
        field = fields.get(f"{kind}.{name}")
        if field is not None and isinstance(value, str):
            try:
                values[name] = parse_value(field, value, CHINA)
            except ValueInvalid:  # a field that has become another one since
                values[name] = value
    return msgspec.structs.replace(Fact(kind, stored["id"]), values=values)
