"""The first place in a conversation where words were said, covered as its page covers it.

What was read is in the text that is searched: the place is found there, and of the conversation
itself one turn is loaded. All of it is where the text is of another revision, or where a turn
alone does not tell what is private in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec
from django.db import connection
from django.db.models import F

from goodfaith.analysis.folding import fold
from goodfaith.conversations.models import Conversation, Revision, SearchText
from goodfaith.conversations.private import is_own
from goodfaith.conversations.searching import Hit, Snippet, hits, hits_in, snippet
from goodfaith.conversations.shown.turns import role_name
from goodfaith.trust.display import Transcript, mask_many, mask_turn
from goodfaith.trust.viewing import Viewer

_TURNS = """
select r.id, r.content #> array['utterances', turn::text], r.content -> 'participants'
from unnest(%s::bigint[], %s::integer[]) as wanted (id, turn)
join conversations_revision r using (id)
"""


class _Place(msgspec.Struct, frozen=True):
    """Where the words were said first: `folded` are the texts of the whole conversation."""

    conversation: Conversation
    folded: Sequence[str]
    hits: Sequence[Hit]

    @property
    def turn(self) -> int:
        return self.hits[0].utterance


def snippets_of(
    viewer: Viewer, found: Sequence[Conversation], words: Sequence[str]
) -> dict[int, Snippet]:
    """By conversation; none of one in which the words are not said any more."""
    places = _places(found, words)
    told = dict(_in_turns(viewer, places))
    rest = [c for c in found if c.pk not in told]
    return told | dict(_in_whole(viewer, rest, words))


def _places(found: Sequence[Conversation], words: Sequence[str]) -> list[_Place]:
    """Of those whose text is that of the revision they show."""
    by_id = {c.pk: c for c in found}
    rows = SearchText.objects.filter(
        pk__in=by_id, conversation__reading__revision=F("conversation__revision")
    ).values_list("pk", "conversation__revision", "folded")
    places = []
    for pk, revision, text in rows:
        folded = text.split("\n")[:-1]
        if revision == by_id[pk].revision_id and (where := hits_in(words, folded)):
            places.append(_Place(by_id[pk], folded, where))
    return places


def _in_turns(viewer: Viewer, places: Sequence[_Place]) -> Iterable[tuple[int, Snippet]]:
    wanted = {p.conversation.revision_id: p for p in places}
    with connection.cursor() as cursor:
        cursor.execute(_TURNS, [list(wanted), [p.turn for p in wanted.values()]])
        rows = cursor.fetchall()
    for revision, turn, participants in rows:
        place, said = wanted[revision], _read(turn)
        text = said["text"]
        if fold(text) != place.folded[place.turn]:
            continue
        own = is_own(viewer, place.conversation)
        covered = mask_turn(viewer, place.folded, place.turn, text, own=own)
        if covered is not None:
            speaker = _role(said, _read(participants) or ())
            yield place.conversation.pk, snippet(place.hits, covered, speaker)


def _in_whole(
    viewer: Viewer, found: Sequence[Conversation], words: Sequence[str]
) -> Iterable[tuple[int, Snippet]]:
    wanted = {c.revision_id: c for c in found if c.revision_id is not None}
    if not wanted:
        return
    kept = Revision.objects.filter(pk__in=wanted).values_list("pk", "hash", "content")
    said = [(wanted[pk], _transcript(hash, content), content) for pk, hash, content in kept]
    where = [hits(words, transcript.texts) for _, transcript, _ in said]
    told = [(*one, place) for one, place in zip(said, where, strict=True) if place]
    texts = mask_many(viewer, [(t, is_own(viewer, c)) for c, t, _, _ in told])
    for (conversation, _, content, place), covered in zip(told, texts, strict=True):
        turn = place[0].utterance
        speaker = _role(content["utterances"][turn], content.get("participants", ()))
        yield conversation.pk, snippet(place, covered[turn], speaker)


def _transcript(hash: str, content: Mapping[str, Any]) -> Transcript:
    utterances = content.get("utterances", ())
    texts = tuple(u["text"] for u in utterances)
    return Transcript(hash, texts, tuple(u.get("participant") or "" for u in utterances))


def _role(said: Mapping[str, Any], participants: Iterable[Mapping[str, Any]]) -> str:
    roles = {p["id"]: p.get("role", "unknown") for p in participants}
    return role_name(roles.get(said.get("participant"), "unknown"))


_read = partial(msgspec.json.decode, type=Any)
