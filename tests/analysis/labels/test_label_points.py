"""A point that is told by its label: in rules, with doubts, in any batch."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.analysis import Rulebook
from goodfaith.analysis.finding import Mention
from goodfaith.analysis.labels.calibrating import Calibration, Share
from goodfaith.analysis.labels.card import Card
from goodfaith.analysis.labels.fitting import Told, fit_heads
from goodfaith.analysis.labels.model import Label, LabelModel
from goodfaith.analysis.labels.ngrams import ngrams_of
from goodfaith.analysis.labels.telling import reasons, telling_part
from goodfaith.analysis.points.scanner import Scanner
from goodfaith.analysis.rules.reading import RulebookInvalid
from small_world import judged, rule, rulebook_of, talk

SAID = ["放心放着只会变多", "钱搁这儿跟搁银行一个样", "搁我们这儿就等于搁银行", "跟您搁银行没两样"]
CALM = ["您好这里是客服", "请问您贵姓", "明天给您回电", "合同会寄到您家", "保费一年一交"]
SAYS: dict[str, Any] = {
    "promise": {"by": "adviser", "any": ["就是存款"], "label": "test.deposit"},
    "asked": {"by": "customer", "any": ["是存款吗"]},
    "assent": {"by": "adviser", "label": "test.yes", "in_reply_to": "asked"},
}
BOOK = rulebook_of(rule(says=SAYS, violated="promise or assent"))


def label(id: str, **more: Any) -> Label:
    share = Share(0.9, 0.8, 0.95, 40.0)
    card = Card({}, 4, 5, date(2026, 1, 1), share, share, share, 0.9, (), 0.02)
    return Label(id, {"zh": id}, Calibration(9.0, 0.0), 0.8, card, by="adviser", **more)


def learnt(*labels: Label) -> LabelModel:
    signs = np.array([[1] * len(labels)] * len(SAID) + [[-1] * len(labels)] * len(CALM), np.int8)
    return LabelModel(labels, fit_heads(ngrams_of(SAID + CALM), Told(signs)))


@pytest.fixture(scope="module")
def labelled() -> Rulebook:
    return replace(BOOK, labels=learnt(label("test.deposit"), label("test.yes")))


def mentions(book: Rulebook, *said: tuple[str, str]) -> list[Mention]:
    (found,) = book.scanner.scan([talk("c", *said)])
    return found


def verdict(book: Rulebook, *said: tuple[str, str]) -> tuple[str, set[str]]:
    finding = judged(book, talk("c", *said))
    return finding.verdict, {because.code for because in finding.because}


def test_what_was_learnt_is_a_mention_by_who_may_say_it(labelled: Rulebook) -> None:
    (found,) = mentions(labelled, ("A", "您这钱搁我们这儿跟搁银行一个样的"), ("C", SAID[1]))
    assert (found.utterance, found.how, found.doubt) == (0, "label", "")
    assert verdict(labelled, ("A", SAID[1]))[0] == "violated"
    assert verdict(labelled, ("A", CALM[0]))[0] == "passed"


def test_where_the_words_stand_they_are_the_evidence(labelled: Rulebook) -> None:
    (found,) = mentions(labelled, ("A", "就是存款，跟搁银行一个样"))
    assert (found.how, found.start, found.end) == ("phrase", 0, 4)


def test_what_is_unsure_is_for_a_person(labelled: Rulebook) -> None:
    assert labelled.labels
    careful = tuple(replaced(one, sure_from=1.0) for one in labelled.labels.labels)
    book = replace(labelled, labels=replace(labelled.labels, labels=careful))
    (found,) = mentions(book, ("A", SAID[1]))
    assert found.doubt == "label"
    assert verdict(book, ("A", SAID[1])) == ("undecidable", {"label_unsure"})


def replaced(one: Label, **values: Any) -> Label:
    return msgspec.structs.replace(one, **values)


def test_a_label_may_answer_a_question(labelled: Rulebook) -> None:
    asked = ("C", "那是存款吗")
    assert verdict(labelled, asked, ("A", "搁我们这儿就等于搁银行"))[0] == "violated"
    found = mentions(labelled, asked, ("A", SAID[2]))
    assert {one.point for one in found} >= {"test.rule:asked", "test.rule:assent"}


def test_without_labels_the_words_alone_are_listened_for(labelled: Rulebook) -> None:
    plain = replace(labelled, labels=None)
    assert mentions(plain, ("A", SAID[1])) == []
    assert len(mentions(plain, ("A", "这就是存款"))) == 1
    assert plain.hash != labelled.hash


def test_of_a_group_the_most_probable_is_heard() -> None:
    pair = learnt(label("test.deposit", group="g"), label("test.yes", group="g"))
    says = {"a": {"label": "test.deposit"}, "b": {"label": "test.yes"}}
    book = rulebook_of(rule(says=says, violated="a and b"))
    found = mentions(replace(book, labels=pair), ("A", SAID[1]))
    assert [one.point for one in found] == ["test.rule:a"]


def test_evidence_is_the_part_that_tells() -> None:
    model = learnt(label("test.deposit"))
    text = "您好您贵姓，那个您的钱搁我们这儿跟搁银行一个样，明天给您回电"
    start, end = telling_part(model.heads, 0, text)
    assert "搁银行" in text[start:end]
    assert "贵姓" not in text[start:end]
    told = reasons(model.heads, 0, text)
    assert told[0].weight > 0
    assert "搁" in text[told[0].start : told[0].end]


@given(st.lists(st.sampled_from([*SAID, *CALM, "", "Ａ搁银行"]), max_size=12), st.data())
def test_mentions_do_not_depend_on_the_batch(
    labelled: Rulebook, said: list[str], data: st.DataObject
) -> None:
    calls = [talk("c", ("A", text), ("C", text)) for text in said]
    scanner = Scanner(
        labelled.points, labels=labelled.labels, most_bytes=data.draw(st.sampled_from([0, 1 << 20]))
    )
    together = scanner.scan(calls)
    assert together == [labelled.scanner.scan([one])[0] for one in calls]


@pytest.mark.parametrize(
    ("says", "field"),
    [
        ({"label": "Bad Name"}, "label"),
        ({"any": ["x"], "label": "a.b", "background": True}, "background"),
    ],
)
def test_a_label_that_cannot_be_listened_for_is_refused(says: dict[str, Any], field: str) -> None:
    with pytest.raises(RulebookInvalid) as refused:
        rulebook_of(rule(says={"p": says}, violated="p"))
    assert any(problem.field.endswith(field) for problem in refused.value.problems)
