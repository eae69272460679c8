"""Search in what was said: pairs of characters find conversations, folding finds turns.

Two characters find exactly what they are; longer words are verified in the text. A query of
several words wants all of them, wherever they were said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from goodfaith.analysis.folding import fold, folded_each

MOST_CHARACTERS = 100
_AROUND = 28


class Hit(msgspec.Struct, frozen=True):
    """Where a word of a query was said: code points of an utterance."""

    utterance: int
    start: int
    end: int


class Snippet(msgspec.Struct, frozen=True):
    """The words around a hit: `parts` are texts, each with whether it is what was looked for."""

    turn: int
    speaker: str
    parts: tuple[tuple[str, bool], ...]


def words_of(query: str) -> tuple[str, ...]:
    """The words of a query, folded, each once; single characters cannot be searched for."""
    folded = fold(query[:MOST_CHARACTERS])
    return tuple(dict.fromkeys(word for word in folded.split() if len(word) > 1))


def hits(words: Sequence[str], texts: Sequence[str]) -> list[Hit]:
    """Where each of `words` was said, in order; empty unless all of them were."""
    return hits_in(words, folded_each(texts))


def hits_in(words: Sequence[str], folded: Sequence[str]) -> list[Hit]:
    """The same in texts that have been folded."""
    found: list[Hit] = []
    missing = set(words)
    for index, text in enumerate(folded):
        for word in words:
            for start in _places(word, text):
                missing.discard(word)
                found.append(Hit(index, start, start + len(word)))
    return [] if missing else sorted(found, key=lambda h: (h.utterance, h.start))


def _places(word: str, text: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def snippet(found: Sequence[Hit], text: str, speaker: str) -> Snippet:
    """The first utterance with a hit; `text` is what of it may be shown, as long as the stored."""
    turn = found[0].utterance
    own = [hit for hit in found if hit.utterance == turn]
    first = max(0, own[0].start - _AROUND)
    last = min(len(text), own[0].end + 2 * _AROUND)
    parts: list[tuple[str, bool]] = [("…", False)] if first else []
    reached = first
    for hit in own:
        if hit.start < reached or hit.end > last:
            continue
        parts += [(text[reached : hit.start], False), (text[hit.start : hit.end], True)]
        reached = hit.end
    parts.append((text[reached:last] + ("…" if last < len(text) else ""), False))
    return Snippet(turn, speaker, tuple((t, marked) for t, marked in parts if t))
