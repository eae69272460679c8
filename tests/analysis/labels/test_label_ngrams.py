"""N-grams and heads: against scikit-learn where it is installed, and by themselves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.analysis.folding import folded_each
from goodfaith.analysis.labels.heads import Heads
from goodfaith.analysis.labels.loops import BUCKETS
from goodfaith.analysis.labels.ngrams import NGrams, ngrams_of

TEXTS = [
    "",
    " ",
    "嗯",
    "保本保息，跟存银行一样！",
    "ＡＢ  cd",
    "𠀀𠀀",
    "é\ud800",
    "a\nb\tc",
    "退保退保退保",
]
texts = st.lists(st.text(max_size=60), max_size=8)


@pytest.fixture(scope="module")
def heads() -> Heads:
    return some_heads(np.random.default_rng(5), labels=7)


def some_heads(rng: np.random.Generator, labels: int) -> Heads:
    rows = np.sort(rng.choice(BUCKETS, BUCKETS // 2, replace=False)).astype(np.int32)
    weights = rng.normal(size=(len(rows), labels)).astype(np.float32)
    return Heads(rows, weights, rng.normal(size=labels).astype(np.float32))


def vectorizer() -> Any:
    text = pytest.importorskip("sklearn.feature_extraction.text", reason="scikit-learn is missing")
    return text.HashingVectorizer(
        analyzer="char", ngram_range=(1, 3), n_features=BUCKETS, binary=True,
        alternate_sign=False, lowercase=False,
    )  # fmt: skip


def spaced(some: list[str]) -> list[str]:
    return [f" {text} " for text in folded_each(some)]


def test_buckets_are_those_of_the_hashing_vectorizer() -> None:
    theirs = vectorizer().transform(spaced(TEXTS))
    ours = ngrams_of(TEXTS)
    for row in range(len(TEXTS)):
        assert set(theirs[row].indices) == set(
            ours.buckets[ours.starts[row] : ours.starts[row + 1]]
        )


def test_scores_are_those_of_the_same_heads_on_its_vectors(heads: Heads) -> None:
    theirs = vectorizer().transform(spaced(TEXTS)) @ heads.dense() + heads.biases
    assert np.abs(theirs - heads.scores(TEXTS)).max() < 1e-5


def test_known_hashes() -> None:
    """Of MurmurHash3's own tables: the empty text, and one with all lengths of tails."""
    known = {" ": 0x9BE54B70, "a": 0x3C2569B2, "ab": 0x9BBFD75F, "abc": 0xB3DD93FA}
    found = ngrams_of(["abc"])
    buckets = found.buckets[found.starts[0] : found.starts[1]].tolist()
    for hashed in (known["a"], known["ab"], known["abc"]):
        signed = hashed - (1 << 32) if hashed >> 31 else hashed
        assert abs(signed) % BUCKETS in buckets


@given(texts)
def test_a_text_has_the_same_ngrams_whatever_it_is_asked_with(some: list[str]) -> None:
    together = ngrams_of(some)
    assert len(together) == len(some)
    for row, text in enumerate(some):
        alone = ngrams_of([text])
        mine = together.buckets[together.starts[row] : together.starts[row + 1]]
        assert mine.tolist() == alone.buckets.tolist()
        assert len(set(mine.tolist())) == len(mine) > 0


@given(texts)
def test_scores_do_not_depend_on_what_else_is_scored(some: list[str]) -> None:
    heads = some_heads(np.random.default_rng(1), labels=3)
    together = heads.scores(some)
    for row, text in enumerate(some):
        assert np.array_equal(together[row], heads.scores([text])[0])


@given(st.permutations(range(5)))
def test_permuting_labels_permutes_scores(order: list[int]) -> None:
    heads = some_heads(np.random.default_rng(2), labels=5)
    permuted = Heads(heads.rows, heads.weights[:, order].copy(), heads.biases[order])
    assert np.array_equal(permuted.scores(TEXTS), heads.scores(TEXTS)[:, order])


def test_full_width_traditional_and_capitals_score_alike(heads: Heads) -> None:
    first, second = heads.scores(["保險ＯＫ", "保险ok"])
    assert np.array_equal(first, second)


def test_rows_are_taken_in_the_order_asked_for() -> None:
    grams = ngrams_of(TEXTS)
    taken = grams.taken(np.array([3, 0, 3]))
    assert isinstance(taken, NGrams)
    alone = ngrams_of([TEXTS[3], TEXTS[0], TEXTS[3]])
    assert taken.starts.tolist() == alone.starts.tolist()
    assert taken.buckets.tolist() == alone.buckets.tolist()
