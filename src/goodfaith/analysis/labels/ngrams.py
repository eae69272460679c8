"""Character n-grams of texts, hashed into buckets: what labels are learnt over.

An n-gram is one to three code points of the folded text with a space before and after it; runs of
spaces count as one. Its bucket is the absolute value of MurmurHash3 (x86, 32 bit, seed 0, signed)
of its UTF-8 bytes modulo `BUCKETS`: what scikit-learn's `HashingVectorizer` with `analyzer="char",
ngram_range=(1, 3), binary=True, alternate_sign=False` gives, so heads can be checked against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from goodfaith.analysis.folding import fold_together, from_code_points
from goodfaith.analysis.labels.loops import (
    BUCKETS,
    LONGEST,
    Buckets,
    Bytes,
    Places,
    fill_ngrams,
)


@dataclass(frozen=True)
class NGrams:
    """The distinct buckets of some texts: those of text `i` are `buckets[starts[i]:starts[i+1]]`.

    In the order in which they are first met. An empty text has one, that of its space.
    """

    starts: Places
    buckets: Buckets

    def __len__(self) -> int:
        return len(self.starts) - 1

    def taken(self, rows: Places) -> NGrams:
        """Those of the texts `rows`, in that order."""
        lengths = (self.starts[1:] - self.starts[:-1])[rows]
        starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
        within = np.arange(starts[-1]) - np.repeat(starts[:-1], lengths)
        return NGrams(starts, self.buckets[np.repeat(self.starts[rows], lengths) + within])


def utf8_of(texts: Sequence[str]) -> Bytes:
    """The folded texts as UTF-8, each with a line break behind it."""
    if not texts:
        return np.zeros(0, np.uint8)
    return np.frombuffer(from_code_points(fold_together(texts)).encode(), np.uint8)


def ngrams_of(texts: Sequence[str]) -> NGrams:
    """The n-grams of each text."""
    utf8 = utf8_of(texts)
    starts = np.zeros(len(texts) + 1, np.int64)
    # A code point has at least one byte and begins at most three n-grams; two spaces are added.
    buckets = np.empty(LONGEST * (len(utf8) + 2 * len(texts)), np.int32)
    fill_ngrams(utf8, starts, buckets, np.zeros(BUCKETS, np.int32))
    return NGrams(starts, buckets[: starts[-1]].copy())
