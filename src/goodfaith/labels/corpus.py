"""Sentences of which somebody knows what they mean, put together to learn labels from.

A sentence that was written for one label says nothing of those that `may_also` hold beside it, and
nothing of labels that only the other side can have; of all others it says that it has them not.
A sentence that was written as *not* having a label says nothing of any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
import numpy.typing as npt

from goodfaith.analysis.fingerprint import hash_of_texts
from goodfaith.analysis.labels.fitting import Signs
from goodfaith.analysis.points.point import SPEAKERS
from goodfaith.labels.definitions import Definition

WRITTEN = "written"


class Sentence(msgspec.Struct, frozen=True):
    """What one person says, and which labels it has and has not; of the others nobody knows.

    `near` are labels among `has_not` that it was chosen for because it looks like them.
    """

    text: str
    by: str
    has: frozenset[str] = frozenset()
    has_not: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()
    source: str = WRITTEN


@dataclass(frozen=True)
class Corpus:
    """Texts with what is known of them, by text and label; `labels` are ids.

    `hard` marks what looks like a label and is not. `sources` say where a text is from.
    """

    labels: tuple[str, ...]
    texts: tuple[str, ...]
    signs: Signs
    hard: npt.NDArray[np.bool_]
    sources: tuple[str, ...]

    def folds(self, count: int) -> npt.NDArray[np.int64]:
        """A number below `count` for each text, by what it says: equal texts fall together."""
        return np.array([int(hash_of_texts([text])[:8], 16) % count for text in self.texts])


def corpus_of(definitions: Sequence[Definition], more: Iterable[Sentence] = ()) -> Corpus:
    """The sentences of the definitions, and others. The same text said twice is one.

    The order of the definitions changes the order of the labels alone.
    """
    labels = tuple(one.id for one in definitions)
    places = {id: place for place, id in enumerate(labels)}
    rows: dict[tuple[str, str], int] = {}
    kept: list[Sentence] = []
    marks: list[tuple[int, int, int, bool]] = []
    written = _written(sorted(definitions, key=lambda one: one.id))
    for sentence in (*written, *more):
        row = rows.setdefault((sentence.text, sentence.by), len(rows))
        if row == len(kept):
            kept.append(sentence)
        marks += [(row, places[id], 1, False) for id in sentence.has if id in places]
        marks += [
            (row, places[id], -1, id in sentence.near) for id in sentence.has_not if id in places
        ]
    signs = np.zeros((len(kept), len(labels)), np.int8)
    hard = np.zeros(signs.shape, np.bool_)
    for row, place, sign, near in sorted(marks, key=lambda mark: (mark[2], mark[3])):
        signs[row, place], hard[row, place] = sign, near and sign < 0
    texts, sources = tuple(s.text for s in kept), tuple(s.source for s in kept)
    return Corpus(labels, texts, signs, hard, sources)


def _written(definitions: Sequence[Definition]) -> Iterator[Sentence]:
    together = {one.id: set(one.may_also) for one in definitions}
    for one in definitions:
        for other in one.may_also:
            together.setdefault(other, set()).add(one.id)
    for one in definitions:
        others = frozenset(
            other.id
            for other in definitions
            if other.id != one.id
            and other.id not in together[one.id]
            and SPEAKERS[one.by] & SPEAKERS[other.by]
        )
        own = frozenset((one.id,))
        yield from (Sentence(text, one.by, own, others) for text in one.yes)
        yield from (Sentence(text, one.by, has_not=own, near=own) for text in one.no)
