"""The shipped dictionary is sound, and a wrong one is refused with everything that is wrong."""

from __future__ import annotations

import pickle
from datetime import UTC
from typing import get_args

import pytest

from goodfaith.analysis import conversation
from goodfaith.analysis.fields import DictionaryInvalid, load_dictionary, read_dictionary
from goodfaith.analysis.fields.values import parse_value

SMALL = """
kinds:
  policy:
    zh: 保单
    en: Policy
    source: 核心系统
    attributes:
      premium: {type: money, unit: CNY, zh: 保费, en: premium}
      issued_on: {type: date, zh: 承保日, en: issued on}
events:
  policy issued: {kind: policy, at: issued_on, zh: 承保, en: policy issued}
"""


def problems_of(text: str) -> list[str]:
    with pytest.raises(DictionaryInvalid) as caught:
        read_dictionary(text, "fields.yaml")
    return [str(problem) for problem in caught.value.problems]


def test_the_dictionary_is_loaded_once_and_cannot_be_changed():
    dictionary = load_dictionary()
    assert dictionary is load_dictionary()
    with pytest.raises(TypeError):
        dictionary.fields["policy.premium"] = None


def test_fields_are_named_by_kind_and_attribute():
    field = load_dictionary().fields["policy.premium"]
    assert (field.kind, field.attribute, field.type, field.unit) == (
        "policy",
        "premium",
        "money",
        "CNY",
    )
    assert field.source == "核心系统"


def test_an_event_is_a_moment_of_facts_of_a_kind():
    event = load_dictionary().events["callback succeeded"]
    assert (event.kind, event.at, event.where) == ("callback", "at", (("succeeded", True),))


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("call.channel", conversation.Channel),
        ("call.direction", conversation.Direction),
        ("call.purpose", conversation.Purpose),
        ("call.result", conversation.Result),
        ("call.speakers", conversation.SpeakersKnownBy),
        ("dialler_record.purpose", conversation.Purpose),
        ("conversation.purpose", conversation.Purpose),
    ],
)
def test_choices_about_conversations_are_those_of_conversations(field, words):
    assert tuple(value for value, _ in load_dictionary().fields[field].choices) == get_args(words)


CHOICE = "type: choice, choices: {a: 甲, b: 乙}"


def test_no_two_choices_of_a_field_share_a_chinese_word():
    for field in load_dictionary().fields.values():
        words = [word for _, word in field.choices]
        assert len(set(words)) == len(words), field.name


def test_a_dictionary_travels_to_other_processes():
    copy = pickle.loads(pickle.dumps(load_dictionary()))
    assert dict(copy.fields) == dict(load_dictionary().fields)
    assert dict(copy.events) == dict(load_dictionary().events)


def test_a_small_dictionary_reads():
    assert list(read_dictionary(SMALL).fields) == ["policy.premium", "policy.issued_on"]


def test_all_that_is_wrong_is_told_at_once():
    text = SMALL.replace("money", "cash").replace("at: issued_on", "at: premium")
    text += "  Bad Name: {kind: policy, at: issued_on, zh: 坏, en: bad}\n"
    found = problems_of(text)
    assert len(found) == 3
    assert found[0].startswith("fields.yaml: kinds.policy.premium.type is 'cash', expected one of")
    assert "events.policy issued.at" in found[2] or "events.policy issued.at" in found[1]


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ("unit: CNY", "units: CNY", "kinds.policy.premium.units"),
        ("source: 核心系统", "required: [nothing]\n    source: 核心系统", "kinds.policy.required"),
        ("type: date", "type: choice", "kinds.policy.issued_on.choices"),
        ("unit: CNY", "also: {a: 元}", "kinds.policy.premium.also"),
        ("type: date", f"{CHOICE}, also: {{c: 丙}}", "kinds.policy.issued_on.also"),
        ("type: date", f"{CHOICE}, also: {{a: 乙}}", "kinds.policy.issued_on.also.a"),
        ("unit: CNY", "ref: nobody", "kinds.policy.premium.ref"),
        ("unit: CNY", "fills: policy.issued_on", "kinds.policy.premium.fills"),
        ("kind: policy", "kind: nothing", "events.policy issued.kind"),
        ("zh: 承保, en: policy issued", "zh: 承保", "events.policy issued.en"),
        ("kinds:", "things:", "things"),
    ],
)
def test_a_mistake_is_named_with_its_place(before, after, place):
    assert any(place in problem for problem in problems_of(SMALL.replace(before, after)))


@pytest.mark.parametrize(
    ("field", "written", "value"),
    [
        ("application.channel", "电销", "telesales"),
        ("application.channel", "电话销售", "telesales"),
        ("application.channel", "银保", "bank"),
        ("policy.status", "中止", "lapsed"),
        ("policy.payment_frequency", "趸缴", "single"),
    ],
)
def test_a_choice_is_known_by_each_word_that_sources_write(field, written, value):
    assert parse_value(load_dictionary().fields[field], written, UTC) == value


@pytest.mark.parametrize("text", ["", "[]", "kinds: {", "kinds: 3\nevents: 4", "\0", "- a: {b"])
def test_what_is_no_dictionary_is_refused(text):
    assert problems_of(text)
