"""Definitions, the corpus they make, and what is learnt from it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.analysis.labels.model import LabelModel, read_model
from goodfaith.labels.corpus import Corpus, Sentence, corpus_of
from goodfaith.labels.definitions import Definition, DefinitionsInvalid, read_definitions
from goodfaith.labels.training import average_precision, talk_weights, train
from goodfaith.labels.whole_talks import Talk, sentences_of

NAME = {"zh": "名", "en": "Name"}
PRICE = ("太贵了", "这也太贵了吧", "贵得离谱", "怎么这么贵", "贵了贵了不要")
BUSY = ("我在开会", "正开会呢回头说", "现在忙着呢", "忙死了回头说", "在忙在忙")
CALM = ("您好", "好的知道了", "请问您贵姓", "贵姓王", "会议室在几楼")


def written(id: str, yes: tuple[str, ...], no: tuple[str, ...], **more: Any) -> Definition:
    return Definition(id, NAME, NAME, yes, no, **({"by": "customer"} | more))


TWO = (written("o.busy", BUSY, CALM[:3]), written("o.price", PRICE, CALM[2:]))


def row(corpus: Corpus, text: str) -> dict[str, int]:
    signs = corpus.signs[corpus.texts.index(text)]
    return {id: int(sign) for id, sign in zip(corpus.labels, signs, strict=True) if sign}


@pytest.fixture(scope="module")
def model() -> LabelModel:
    return train(TWO, corpus_of(TWO), on=date(2026, 1, 1))


def saved(folder: Path, **members: Any) -> Path:
    content = {"id": "o.price", "name": NAME, "means": NAME, "yes": ["太贵"], "no": ["不贵"]}
    text = yaml.safe_dump(content | members, allow_unicode=True)
    (folder / f"{len(list(folder.iterdir()))}.yaml").write_text(text, "utf-8")
    return folder


def test_the_shipped_labels_are_sound() -> None:
    shipped = read_definitions(Path("src/goodfaith/labels/zh_insurance"))
    assert len(shipped) >= 60
    assert all(len(one.yes) >= 90 and len(one.no) >= 60 for one in shipped)


def test_a_definition_is_read(tmp_path: Path) -> None:
    (one,) = read_definitions(saved(tmp_path, by="customer", seeds=["太贵"], phrases=["贵$"]))
    assert (one.id, one.yes, one.by) == ("o.price", ("太贵",), "customer")


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    saved(tmp_path, id="Bad Id", by="nobody", phrases=["("], seeds=["别的"])
    saved(tmp_path, yes=["贵", "贵"], no=[])
    saved(tmp_path, may_also=["o.unknown"], name={"zh": "名"})
    saved(tmp_path, colour="red")
    with pytest.raises(DefinitionsInvalid) as refused:
        read_definitions(tmp_path)
    members = {problem.field for problem in refused.value.problems}
    assert members >= {"id", "by", "phrases", "seeds", "yes", "no", "may_also", "name", ""}


def test_an_empty_folder_is_no_set_of_labels(tmp_path: Path) -> None:
    with pytest.raises(DefinitionsInvalid, match="no label"):
        read_definitions(tmp_path)


def test_a_sentence_of_one_label_has_not_the_others() -> None:
    corpus = corpus_of(TWO)
    assert row(corpus, PRICE[0]) == {"o.price": 1, "o.busy": -1}
    assert row(corpus, CALM[0]) == {"o.busy": -1}


def test_of_labels_that_may_go_together_nothing_is_known() -> None:
    pair = (TWO[0], written("o.price", PRICE, CALM, may_also=("o.busy",)))
    corpus = corpus_of(pair)
    assert row(corpus, PRICE[0]) == {"o.price": 1}
    assert row(corpus, BUSY[0]) == {"o.busy": 1}


def test_of_labels_of_the_other_side_nothing_is_known() -> None:
    pair = (TWO[0], written("b.push", ("今天就定吧",), ("不着急",), by="adviser"))
    assert row(corpus_of(pair), BUSY[0]) == {"o.busy": 1}


def test_who_says_that_it_has_the_label_is_right() -> None:
    more = [Sentence(CALM[0], "customer", has=frozenset(("o.busy",)))]
    assert row(corpus_of(TWO, more), CALM[0])["o.busy"] == 1


def test_what_looks_alike_is_marked_as_hard() -> None:
    corpus = corpus_of(TWO)
    at = corpus.texts.index(CALM[2])
    assert corpus.hard[at].all()
    assert not corpus.hard[corpus.texts.index(PRICE[0])].any()


@given(st.integers(2, 7))
def test_equal_texts_fall_into_the_same_fold(count: int) -> None:
    corpus = corpus_of(TWO, [Sentence(PRICE[0], "adviser")])
    folds = corpus.folds(count)
    same = [folds[at] for at, text in enumerate(corpus.texts) if text == PRICE[0]]
    assert len(same) == 2
    assert len(set(same)) == 1
    assert set(folds.tolist()) <= {*range(count)}


def test_weights_stand_for_talk() -> None:
    signs = np.array([1, 1, -1, -1, -1, 0], np.int8)
    hard = np.array([0, 0, 1, 0, 0, 0], bool)
    weights = talk_weights(signs, hard)
    assert weights[5] == 0
    assert weights[:2].sum() / weights.sum() == pytest.approx(0.02)
    assert weights[2] / weights.sum() == pytest.approx(0.02)


def test_average_precision_is_the_area() -> None:
    probabilities, has = np.array([0.9, 0.8, 0.7, 0.6]), np.array([True, False, True, False])
    assert average_precision(probabilities, has, np.ones(4)) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision(probabilities, np.zeros(4, bool), np.ones(4)) == 0


def test_what_is_trained_has_a_card_and_a_file(model: LabelModel) -> None:
    assert [one.id for one in model.labels] == ["o.busy", "o.price"]
    card = model.labels[1].card
    assert (card.has, card.has_not, card.trained_on) == (5, 8, {"written": 13})
    assert read_model(model.content).hash == model.hash


def test_training_again_gives_the_same_model(model: LabelModel) -> None:
    assert train(TWO, corpus_of(TWO), on=date(2026, 1, 1)).hash == model.hash


def test_permuting_labels_permutes_the_model(model: LabelModel) -> None:
    turned = train(TWO[::-1], corpus_of(TWO[::-1]), on=date(2026, 1, 1))
    texts = [*PRICE, *BUSY]
    assert np.array_equal(turned.probabilities(texts)[:, ::-1], model.probabilities(texts))


def test_of_a_whole_talk_the_likeliest_sentence_is_taken(model: LabelModel) -> None:
    said = (frozenset(("o.price",)),)
    talk = Talk(("您好", "你这个太贵了吧", "再见"), "customer", said, source="calls")
    (found,) = sentences_of([talk], model, likely_enough=0.0)
    assert (found.text, found.has, found.source) == ("你这个太贵了吧", {"o.price"}, "calls")
    assert [*sentences_of([talk], model, likely_enough=1.1)] == []


def test_of_a_talk_in_which_nothing_was_said_all_sentences_tell(model: LabelModel) -> None:
    both = frozenset(("o.price", "o.busy"))
    talk = Talk(("您好", "贵姓"), "customer", judged=both, near=frozenset(("o.price",)))
    found = [*sentences_of([talk], model)]
    assert [one.has_not for one in found] == [both, both]
    assert all(one.near == {"o.price"} for one in found)
