"""Fitting, calibrating, and the file of a set of labels."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save

from goodfaith.analysis.labels.calibrating import (
    Calibration,
    Share,
    calibration_curve,
    calibration_error,
    fit_calibration,
    share_of,
    sure_from,
)
from goodfaith.analysis.labels.card import Card
from goodfaith.analysis.labels.fitting import Told, fit_heads, scores_of_grams, scores_unseen
from goodfaith.analysis.labels.heads import Heads
from goodfaith.analysis.labels.loops import BUCKETS
from goodfaith.analysis.labels.model import Label, LabelModel, LabelsRefused, read_model
from goodfaith.analysis.labels.ngrams import ngrams_of

PRICE = ["太贵了", "这个价格有点贵", "贵了贵了不要", "比别家贵一倍", "你们家真贵"]
OTHER = ["你好", "我叫王芳", "好的知道了", "明天下午有空", "什么时候生效"]
SIGNS = np.array([[1, -1]] * 5 + [[-1, 0]] * 5, np.int8)


def fitted() -> Heads:
    return fit_heads(ngrams_of(PRICE + OTHER), Told(SIGNS))


def model() -> LabelModel:
    share = Share(0.9, 0.8, 0.95, 40.0)
    card = Card({"written": 10}, 5, 5, date(2026, 1, 1), share, share, share, 0.9, (), 0.02)
    names = {"zh": "嫌贵", "en": "Too expensive"}
    labels = tuple(Label(f"test.l{n}", names, Calibration(2.0, -1.0), 0.9, card) for n in (0, 1))
    return LabelModel(labels, fitted().compact(np.ones(BUCKETS)))


def test_what_was_told_is_learnt_and_carries_over() -> None:
    said, other = fitted().scores(["哎呀你们这个太贵了吧", "我明天有空"])[:, 0]
    assert said > 0 > other


def test_fitting_twice_gives_the_same_to_the_last_bit() -> None:
    first, second = fitted(), fitted()
    assert first.weights.tobytes() == second.weights.tobytes()
    assert first.biases.tobytes() == second.biases.tobytes()


def test_a_label_of_which_only_one_kind_is_told_says_no() -> None:
    assert (fitted().scores([*PRICE, *OTHER])[:, 1] < 0).all()


def test_texts_nobody_told_about_change_nothing() -> None:
    told = np.concatenate((SIGNS, np.zeros((3, 2), np.int8)))
    more = fit_heads(ngrams_of([*PRICE, *OTHER]), Told(SIGNS))
    with_unknown = fit_heads(
        ngrams_of([*PRICE, *OTHER, "甲", "乙", "丙"]), Told(told), rows=np.arange(10)
    )
    assert np.array_equal(more.weights, with_unknown.weights)


def test_scores_of_ngrams_are_scores_of_their_texts() -> None:
    texts = [*PRICE, "", "另外的话"]
    heads = fitted()
    ours = scores_of_grams(heads, ngrams_of(texts))
    assert np.abs(ours - heads.scores(texts)).max() < 1e-5


def test_what_is_scored_unseen_was_not_learnt_from() -> None:
    grams, folds = ngrams_of(PRICE + OTHER), np.arange(10) % 5
    unseen = scores_unseen(grams, Told(SIGNS), folds)
    rest = np.nonzero(folds != 2)[0]
    heads = fit_heads(grams, Told(SIGNS), rows=rest)
    assert np.allclose(unseen[[2, 7]], scores_of_grams(heads, grams.taken(np.array([2, 7]))))


def test_probabilities_are_shares_where_the_scores_follow_a_curve() -> None:
    rng = np.random.default_rng(3)
    scores = rng.normal(size=20_000)
    has = rng.random(20_000) < 1 / (1 + np.exp(-(1.7 * scores - 2)))
    found = fit_calibration(scores, has)
    assert found.slope == pytest.approx(1.7, abs=0.1)
    assert found.offset == pytest.approx(-2, abs=0.1)
    assert calibration_error(calibration_curve(found.probabilities(scores), has)) < 0.02


def test_a_weight_stands_for_so_many_texts() -> None:
    scores, has = np.array([-1.0, 0.0, 0.5, 1.0]), np.array([False, True, False, True])
    doubled = fit_calibration(np.repeat(scores, 3), np.repeat(has, 3))
    weighted = fit_calibration(scores, has, np.full(4, 3.0))
    assert weighted.slope == pytest.approx(doubled.slope, rel=1e-6)


@given(st.lists(st.tuples(st.floats(-30, 30), st.booleans()), max_size=40))
def test_a_curve_always_rises(pairs: list[tuple[float, bool]]) -> None:
    found = fit_calibration(np.array([s for s, _ in pairs]), np.array([h for _, h in pairs], bool))
    assert found.slope > 0
    assert 0 <= found.probability(-50) <= found.probability(50) <= 1


def test_it_is_sure_from_where_the_stated_precision_is_kept() -> None:
    p = np.array([0.95, 0.9, 0.8, 0.7, 0.6, 0.5])
    has = np.array([True, True, False, True, False, False])
    ones = np.ones(6)
    assert sure_from(p, has, ones, 0.9) == 0.9
    assert sure_from(p, has, ones, 0.7) == 0.7
    assert sure_from(p, ~has & (p < 0.9), ones, 0.9) == 1.0


def test_ties_are_called_together_or_not_at_all() -> None:
    p, has = np.array([0.8, 0.8, 0.8]), np.array([True, True, False])
    assert sure_from(p, has, np.ones(3), 0.9) == 1.0


def test_a_share_of_nothing_is_unknown() -> None:
    assert share_of(np.zeros(0, bool)) == Share(None, 0.0, 1.0, 0.0)


def test_an_interval_is_that_of_wilson() -> None:
    found = share_of(np.array([True] * 8 + [False] * 2))
    assert (round(found.low, 4), round(found.high, 4)) == (0.4902, 0.9433)


def test_a_file_gives_the_model_back() -> None:
    made = model()
    read = read_model(made.content)
    assert read.labels == made.labels
    assert read.hash == read_model(read.content).hash == made.hash
    assert np.array_equal(read.heads.scores(PRICE), made.heads.scores(PRICE))


def test_a_threshold_changes_the_hash() -> None:
    made = model()
    other = replace(
        made, labels=(made.labels[0], msgspec.structs.replace(made.labels[1], sure_from=0.8))
    )
    assert other.hash != made.hash


def poisoned() -> dict[str, bytes]:
    made = model()
    heads = made.heads
    header = {
        "goodfaith": msgspec.json.encode(
            {"format": "goodfaith-labels-1", "labels": made.labels}
        ).decode()
    }
    good = {
        "biases": heads.biases,
        "rows": heads.rows,
        "steps": heads.coarse()[0],
        "sizes": heads.coarse()[1],
    }
    nan = np.full_like(good["sizes"], np.nan)

    def with_header(old: str, new: str) -> bytes:
        assert old in header["goodfaith"]
        return save(good, {"goodfaith": header["goodfaith"].replace(old, new)})

    return {
        "nothing": b"",
        "a pickle": b"\x80\x04\x95\x10\x00\x00\x00\x00\x00\x00\x00.",
        "cut off": made.content[:-7],
        "a huge header": (1 << 40).to_bytes(8, "little") + b"{}",
        "no header": save(good),
        "another format": with_header("labels-1", "labels-9"),
        "a weight that is no number": save(good | {"sizes": nan}, header),
        "rows that fall": save(good | {"rows": heads.rows[::-1].copy()}, header),
        "a row out of bounds": save(good | {"rows": heads.rows + np.int32(1 << 18)}, header),
        "too few biases": save(good | {"biases": heads.biases[:1].copy()}, header),
        "a falling curve": with_header('"slope":2.0', '"slope":-2.0'),
        "a threshold above one": with_header('"sure_from":0.9', '"sure_from":1.5'),
        "an unknown speaker": with_header('"by":"anyone"', '"by":"nobody"'),
    }  # fmt: skip


@pytest.mark.parametrize("name", poisoned())
def test_a_poisoned_file_is_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(LabelsRefused) as refused:
        read_model(poisoned()[name])
    assert len(str(refused.value)) > 20


@given(st.binary(max_size=400))
def test_any_bytes_are_refused_or_read(content: bytes) -> None:
    with pytest.raises(LabelsRefused):
        read_model(content)
