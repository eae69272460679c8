"""Quotations that people choose: which words of which conversation a decision rests on.

Only places are kept, never words: what is shown is cut from what the viewer may read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from goodfaith.conversations.models import Conversation, Revision
from goodfaith.quality.models import Decision, Judgement
from goodfaith.quality.review.refusals import NotDecided
from goodfaith.trust.ledger import Actor
from goodfaith.trust.viewing import Viewer

MOST_QUOTED = 60


class Quotation(msgspec.Struct, frozen=True, order=True):
    """Code points `start` to `end` of an utterance of a conversation, by its source's id."""

    conversation: str
    utterance: int
    start: int
    end: int


def machine_quotations(group: Mapping[str, Any] | None) -> list[Quotation]:
    """What was found to be said, each place once."""
    found = (e for f in (group or {}).get("findings", ()) for e in f.get("evidence") or ())
    return sorted({Quotation(e["conversation"], e["utterance"], e["start"], e["end"])
                   for e in found})  # fmt: skip


def quotations(decision: Decision) -> list[Quotation]:
    """What a person chose; empty where it is as found."""
    return [msgspec.convert(one, Quotation) for one in decision.evidence or ()]


def chosen(
    actor: Actor, judgement: Judgement, group: Mapping[str, Any] | None, given: Any
) -> list[dict[str, Any]] | None:
    """The quotations as they are kept: in order, each once; None for what was found as it is.

    Raises `NotDecided` for a place that is not in a conversation of the case, or not one that the
    actor may see.
    """
    if given is None:
        return None
    try:
        wanted = set(msgspec.convert(given, list[Quotation]))
    except (msgspec.ValidationError, TypeError):
        raise NotDecided("quotation") from None
    found = set(machine_quotations(group))
    lengths = _lengths(actor, judgement, {q.conversation for q in wanted | found})
    wanted |= {q for q in found if q.conversation not in lengths}  # not seen, not struck out
    if len(wanted) > MOST_QUOTED or not all(q in found or _is_there(q, lengths) for q in wanted):
        raise NotDecided("quotation")
    if group is not None and wanted == found:
        return None
    return [msgspec.to_builtins(q) for q in sorted(wanted)]


def _is_there(quotation: Quotation, lengths: Mapping[str, Sequence[int]]) -> bool:
    own = lengths.get(quotation.conversation, ())
    if not 0 <= quotation.utterance < len(own):
        return False
    return 0 <= quotation.start < quotation.end <= own[quotation.utterance]


def _lengths(actor: Actor, judgement: Judgement, names: set[str]) -> dict[str, list[int]]:
    """How long each utterance is, of the revisions that were judged."""
    sources = {s["revision"]: s for s in judgement.sources
               if s["revision"] and s["external_id"] in names}  # fmt: skip
    if isinstance(actor, Viewer):
        ids = [s["conversation"] for s in sources.values()]
        seen = set(
            Conversation.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True)
        )
        sources = {pk: s for pk, s in sources.items() if s["conversation"] in seen}
    rows = Revision.objects.filter(pk__in=sources).values_list("pk", "content")
    return {
        sources[pk]["external_id"]: [len(u["text"]) for u in content.get("utterances", ())]
        for pk, content in rows
    }
