"""What a viewer is shown of private data: covered by role, one thing at a time in the clear.

Spans are found once a transcript and kept; covering them is cheap and done at each look. Whoever
may not see a conversation at all never gets here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from goodfaith.analysis.conversation import Utterance
from goodfaith.trust.masking import KEEP, PrivateKind, PrivateSpan, find_private, mask, muted
from goodfaith.trust.masking.covering import COVER
from goodfaith.trust.masking.playback import Seconds
from goodfaith.trust.masking.surnames import surname_length
from goodfaith.trust.masking.turn import find_private_in
from goodfaith.trust.models import PrivateSpans
from goodfaith.trust.roles import SEEN, Role
from goodfaith.trust.viewing import Viewer

FINDER = 1
"""Counts up when `find_private` finds more, or other, than before: kept spans are found again."""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[PrivateSpan]).decode


class Transcript(msgspec.Struct, frozen=True):
    """The texts of a revision, one an utterance, who speaks each, and the hash of all of it."""

    hash: str
    texts: tuple[str, ...]
    speakers: tuple[str, ...] | None = None


def clear_kinds(viewer: Viewer, *, own: bool) -> frozenset[PrivateKind]:
    """What `viewer` sees in the clear; `own` says whether it is the viewer's own conversation."""
    roles = viewer.roles if own else viewer.roles - {Role.ADVISER}
    return frozenset(kind for role in roles for kind in SEEN.get(role, ()))


def keep_private_spans(transcripts: Iterable[Transcript]) -> dict[str, list[PrivateSpan]]:
    """Find the spans of transcripts that have none yet, keep them, and return all by hash."""
    wanted = {transcript.hash: transcript for transcript in transcripts}
    kept = PrivateSpans.objects.filter(hash__in=wanted, finder=FINDER)
    spans = {hash: _decode(found) for hash, found in kept.values_list("hash", "spans")}
    new = {
        hash: find_private(t.texts, t.speakers) for hash, t in wanted.items() if hash not in spans
    }
    PrivateSpans.objects.bulk_create(
        (PrivateSpans(hash=hash, finder=FINDER, spans=_encode(new[hash])) for hash in sorted(new)),
        update_conflicts=True, unique_fields=["hash"], update_fields=["finder", "spans"],
    )  # fmt: skip
    return spans | new


def private_spans(transcript: Transcript) -> list[PrivateSpan]:
    """The private spans of one transcript, in order; found and kept the first time."""
    return keep_private_spans([transcript])[transcript.hash]


def displayed(
    texts: Sequence[str],
    spans: Iterable[PrivateSpan],
    clear: Collection[PrivateKind] = (),
    values: Collection[int] = (),
) -> list[str]:
    """The texts with their spans covered, each as long as before.

    Spans of the `clear` kinds, and those of the unmasked `values`, stay as they are.
    """
    covered: dict[int, list[PrivateSpan]] = {}
    for span in spans:
        if span.kind not in clear and span.value not in values:
            covered.setdefault(span.utterance, []).append(span)
    return [
        mask(text, covered[index]) if index in covered else text for index, text in enumerate(texts)
    ]


def mask_conversation(
    viewer: Viewer,
    transcript: Transcript,
    *,
    own: bool,
    unmasked: Mapping[str, Collection[int]] | None = None,
) -> list[str]:
    """The texts of a transcript as `viewer` is shown them.

    `unmasked` has the numbers of unmasked values by hash, as `unmasked_values` returns them.
    """
    values = (unmasked or {}).get(transcript.hash, ())
    return displayed(
        transcript.texts, private_spans(transcript), clear_kinds(viewer, own=own), values
    )


def muted_seconds(
    spans: Iterable[PrivateSpan],
    utterances: Sequence[Utterance],
    clear: Collection[PrivateKind] = (),
    values: Collection[int] = (),
) -> list[Seconds]:
    """Which seconds of a recording are silent: what may not be read is not heard either."""
    covered = [s for s in spans if s.kind not in clear and s.value not in values]
    return muted(covered, utterances)


def mask_many(viewer: Viewer, transcripts: Sequence[tuple[Transcript, bool]]) -> list[list[str]]:
    """As `mask_conversation` for the hits of a search: (transcript, own) each, in one query."""
    spans = keep_private_spans(transcript for transcript, _ in transcripts)
    return [
        displayed(t.texts, spans[t.hash], clear_kinds(viewer, own=own)) for t, own in transcripts
    ]


def mask_turn(
    viewer: Viewer, folded: Sequence[str], utterance: int, text: str, *, own: bool
) -> str | None:
    """One utterance, `text`, as `mask_conversation` shows it; None if that has to be asked.

    `folded` are the folded texts of the whole conversation.
    """
    spans = find_private_in(folded, utterance)
    if spans is None:
        return None
    clear = clear_kinds(viewer, own=own)
    return mask(text, (span for span in spans if span.kind not in clear))


def mask_quotation(
    text: str, utterance: int, spans: Iterable[PrivateSpan], clear: Collection[PrivateKind] = ()
) -> str:
    """One utterance of a transcript, covered: for snippets, exports and findings."""
    here = [s for s in spans if s.utterance == utterance and s.kind not in clear]
    return mask(text, here, KEEP)


def displayed_name(name: str, clear: Collection[PrivateKind] = ()) -> str:
    """A customer's name in lists and exports: the surname alone, unless names are clear."""
    if "name" in clear or not name:
        return name
    shown = surname_length(name, 0, rare=True) or 1
    return name[:shown] + COVER * max(1, len(name) - shown)


def displayed_reference(reference: str, *, clear: bool) -> str:
    """A customer's id at a source, which may itself be a phone or an identity number.

    One that reads as private data is covered; a plain code stays, people have to name it.
    """
    return reference if clear else mask_alone(reference)


def mask_alone(text: str, clear: Collection[PrivateKind] = ()) -> str:
    """A text that stands by itself (a field, a note), with what is private in it covered."""
    return displayed([text], find_private([text]), clear)[0]
