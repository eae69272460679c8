"""JSON Lines: our own schema, and what others write."""

import json
import pickle
from collections import Counter
from io import BytesIO

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_conversations import CONVERSATIONS

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers import bounds
from goodfaith.analysis.readers.jsonl import decode, raw_batches, read_jsonl, write_jsonl
from goodfaith.analysis.readers.options import DEFAULT_OPTIONS, ReadOptions


def read(*records, options=DEFAULT_OPTIONS, ignored=None):
    lines = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in records]
    return list(read_jsonl(BytesIO(b"\n".join(lines)), "calls.jsonl", options, ignored))


def said(*problems):
    return [str(problem) for problem in problems]


@given(st.lists(CONVERSATIONS, max_size=5), st.integers(1, 3))
def test_what_is_written_is_read_back(conversations, size):
    data = b"\n".join(msgspec.json.encode(one) for one in conversations)
    batches = list(raw_batches(BytesIO(data), "calls.jsonl", size))
    assert [one for raw in batches for one in decode(raw)] == conversations
    assert all(raw.lines.count(b"\n") < size for raw in batches)


@given(CONVERSATIONS)
def test_the_fast_way_and_the_loose_way_give_the_same(conversation):
    record = msgspec.json.encode(conversation)
    loose = record.replace(b'{"id"', b'{"unasked":1,"id"', 1)
    assert read(loose) == read(record) == [conversation]


def test_a_file_is_written_and_read_back(tmp_path):
    conversations = [Conversation("a"), Conversation("b", customer="c")]
    path = tmp_path / "calls.jsonl"
    assert write_jsonl(conversations, path) == 2
    with path.open("rb") as file:
        assert list(read_jsonl(file, "calls.jsonl")) == conversations


@pytest.mark.parametrize(
    "turns", ["turns", "utterances", "messages", "dialogue", "dialog", "Turns"]
)
@pytest.mark.parametrize("who", ["role", "speaker", "from"])
@pytest.mark.parametrize("text", ["text", "content", "utterance", "sentence"])
def test_common_spellings_are_understood(turns, who, text):
    (read_,) = read({"id": 7, turns: [{who: "客服", text: "您好"}, {who: "customer", text: "嗯"}]})
    assert read_.id == "7"
    assert [(one.id, one.role) for one in read_.participants] == [
        ("客服", "adviser"),
        ("customer", "customer"),
    ]
    assert [one.participant for one in read_.utterances] == ["客服", "customer"]


def test_a_speaker_with_a_role_beside_has_that_role():
    (one,) = read({"id": "a", "turns": [{"speaker": "张三", "role": "坐席", "text": "您好"}]})
    assert [(p.id, p.role) for p in one.participants] == [("张三", "adviser")]


def test_one_telephone_in_two_hands_is_two_participants():
    turns = [{"speaker": "B", "role": role, "text": "喂"} for role in ("投保人", "家属", "投保人")]
    (one,) = read({"id": "a", "turns": turns})
    assert [p.role for p in one.participants] == ["applicant", "relative"]
    assert [u.participant for u in one.utterances] == ["B", "B (家属)", "B"]


def test_an_unlisted_label_is_an_unknown_speaker():
    (one,) = read({"id": "a", "turns": [{"role": "甲", "text": "您好"}, {"text": "嗯"}]})
    assert [(p.id, p.role) for p in one.participants] == [("甲", "unknown")]
    assert one.utterances[1].participant is None
    assert one.speakers == "unknown"


def test_speakers_are_known_by_the_advisers_channel():
    turns = [{"channel": 0, "text": "您好"}, {"channel": 1, "text": "嗯"}]
    (one,) = read({"id": "a", "turns": turns}, options=ReadOptions(adviser_channel=1))
    assert [u.participant for u in one.utterances] == ["customer", "adviser"]
    assert one.speakers == "channel"


def test_named_business_facts_are_kept_and_others_counted():
    ignored = Counter()
    known = ReadOptions(known_fields=frozenset({"policy.premium"}))
    record = {"id": "a", "policy.premium": 8000, "mood": "good", "policy": "P1"}
    (one,) = read(record, options=known, ignored=ignored)
    assert one.fields == {"policy.premium": 8000}
    assert one.policies == ("P1",)
    assert ignored == {"mood": 1}


def test_a_naive_time_gets_the_zone_of_the_options():
    (one,) = read(
        {"id": "a", "started_at": "2024-03-01 10:00"}, options=ReadOptions(timezone="Asia/Tokyo")
    )
    assert one.started_at.isoformat() == "2024-03-01T10:00:00+09:00"


def test_all_problems_of_a_line_are_told_at_once():
    record = {
        "id": "",
        "channel": "fax",
        "duration": -1,
        "turns": [
            {"text": 3},
            {"text": "x", "start": "abc"},
            {"text": "x", "start": 2, "end": 1},
            7,
        ],
    }
    assert said(*read(record)) == [
        "calls.jsonl line 1: id is missing, expected an id for the conversation",
        "calls.jsonl line 1: turns[0].text is 3, expected text",
        "calls.jsonl line 1: turns[1].start is 'abc', "
        "expected a number of seconds from the start, not negative",
        "calls.jsonl line 1: turns[2].end is 1, expected at least its start, 2",
        "calls.jsonl line 1: turns[3] is 7, expected an object with text and speaker",
        "calls.jsonl line 1: channel is 'fax', expected one of phone, wecom, online_chat, counter, "
        "video, visit, robot, email, other",
        "calls.jsonl line 1: duration is -1, "
        "expected a number of seconds from the start, not negative",
    ]


def test_a_participant_nobody_introduced_is_a_problem():
    (problem,) = read({"id": "a", "utterances": [{"text": "x", "participant": "p9"}]})
    assert problem.field == "utterances[0].participant"


def test_one_confidence_belongs_to_each_character():
    (problem,) = read({"id": "a", "utterances": [{"text": "您好", "confidences": [0.5]}]})
    assert str(problem).endswith(
        "utterances[0].confidences is a list of 1, expected one number for each of 2 characters"
    )


def test_good_lines_are_read_between_bad_ones():
    found = read({"id": "a"}, b"{", b"", b"[1]", {"id": "b"})
    assert [one.id if isinstance(one, Conversation) else one.place for one in found] == [
        "a",
        "line 2",
        "line 4",
        "b",
    ]


def test_gb18030_is_read():
    data = json.dumps({"id": "a", "turns": [{"role": "客服", "text": "您好"}]}, ensure_ascii=False)
    (one,) = read(data.encode("gb18030"))
    assert one.utterances[0].text == "您好"


def test_a_byte_order_mark_is_left_out():
    assert read(b'\xef\xbb\xbf{"id":"a"}') == [Conversation("a")]


def test_a_line_in_another_encoding_is_a_problem_with_its_place():
    good = json.dumps({"id": "您好"}, ensure_ascii=False).encode()
    found = read(good, good, b'{"id":"\xff"}')
    assert str(found[2]) == ("calls.jsonl line 3: not utf-8 at byte 8, expected UTF-8 or GB18030")


def test_utf_16_is_refused_once():
    (problem,) = read('{"id":"a"}\n{"id":"b"}'.encode("utf-16"))
    assert problem.code == "encoding"


def test_what_cannot_be_stored_is_replaced_one_for_one():
    (one,) = read(rb'{"id":"a","turns":[{"role":"a","text":"x\u0000y\ud800z\ud83d\ude00\\ud800"}]}')
    assert one.utterances[0].text == "x\ufffdy\ufffdz😀\\ud800"


def test_a_very_long_line_is_refused_and_reading_goes_on():
    long = b'{"id":"' + b"x" * (10 * bounds.MEGABYTE) + b'"}'
    found = read({"id": "a"}, long, {"id": "b"})
    assert isinstance(found[1], Problem)
    assert (found[1].code, found[1].place) == ("line_too_long", "line 2")
    assert [found[0].id, found[2].id] == ["a", "b"]


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'{"id":[', b'{"utterances":[{"x":'])
def test_deep_json_is_refused(opening):
    (problem,) = read(b'{"id":"a","x":' + opening * 100_000)
    assert problem.code == "too_deep"


@pytest.mark.parametrize("year", ["0001", "1970", "9999"])
def test_an_absurd_time_is_refused(year):
    (problem,) = read({"id": "a", "started_at": f"{year}-01-01T00:00:00Z"})
    assert problem.field == "started_at"


@pytest.mark.parametrize("number", ["1e999", "-1e999", "9" * 5000, "1e308"])
def test_an_absurd_number_is_refused(number):
    (problem,) = read(b'{"id":"a","duration":' + number.encode() + b"}")
    assert isinstance(problem, Problem)


def test_a_problem_never_quotes_what_people_said():
    secret = "我的身份证号码"
    record = {
        "id": "a",
        "channel": secret,
        "turns": [{"text": "x", "start": secret, "end": secret, "speaker": secret * 50}, secret],
    }
    found = read(record)
    assert len(found) > 3
    assert not any(secret in str(problem) for problem in found)


def test_a_conversation_whose_words_are_called_otherwise_is_a_problem():
    (problem,) = read({"id": "a", "exchanges": [{"role": "客服", "text": "您好"}]})
    assert str(problem) == (
        "calls.jsonl line 1: utterances is missing, "
        "expected a list of utterances; 'exchanges' is not known"
    )


def test_an_audio_channel_nobody_asked_about_changes_no_role():
    (one,) = read(
        {"id": "a", "turns": [{"speaker": "张三", "role": "坐席", "channel": 0, "text": "x"}]}
    )
    assert [p.role for p in one.participants] == ["adviser"]


def test_a_batch_can_be_sent_to_a_worker():
    (raw,) = raw_batches(BytesIO(b'{"id":"a"}'), "calls.jsonl")
    assert list(decode(pickle.loads(pickle.dumps(raw)))) == [Conversation("a")]
