"""Results of speech recognisers."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers.options import ReadOptions
from goodfaith.analysis.readers.recognised import read_recognised, recognise
from goodfaith.analysis.readers.soundness import is_sound

FIXTURES = Path(__file__).parents[2] / "fixtures" / "recognisers"
NAMES = sorted(path.name for path in FIXTURES.glob("*.json"))


def read(document, name="calls/0007.json", **options):
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return list(read_recognised(BytesIO(data), name, ReadOptions(**options)))


def one(document, **options):
    [conversation] = read(document, **options)
    assert isinstance(conversation, Conversation), str(conversation)
    return conversation


def fixture(name, **options):
    return one((FIXTURES / name).read_bytes(), **options)


def said(conversation):
    return [(utterance.participant, utterance.text) for utterance in conversation.utterances]


@pytest.mark.parametrize("name", NAMES)
def test_every_published_format_is_recognised_by_its_structure(name):
    content = json.loads((FIXTURES / name).read_bytes())
    document = content[0] if isinstance(content, list) else content
    assert recognise(document) == name.partition(".")[0].partition("_")[0]


@pytest.mark.parametrize("name", NAMES)
def test_every_published_format_gives_a_sound_conversation_named_after_its_file(name):
    conversation = fixture(name)
    assert conversation.id == "0007"
    assert conversation.utterances
    assert is_sound(conversation)


def test_aliyun_channels_are_sides_of_the_call_and_utterances_stand_in_order_of_time():
    conversation = fixture("aliyun.json", adviser_channel=0)
    assert conversation.speakers == "channel"
    assert said(conversation) == [
        ("adviser", "您好，这里是安和人寿，工号三零二一。"),
        ("customer", "嗯，你说。"),
        ("adviser", "这款年金险的分红是不确定的，以公司公告为准。"),
        ("customer", "那它保本吗？"),
    ]
    assert (conversation.utterances[1].start, conversation.utterances[1].end) == (
        4.81,
        6.23,
    )
    assert conversation.duration == 21.84


def test_tencent_speakers_are_channels_when_the_advisers_channel_is_given():
    conversation = fixture("tencent.json", adviser_channel="1")
    assert conversation.speakers == "channel"
    assert [role for role, _ in said(conversation)] == [
        "customer",
        "adviser",
        "customer",
    ]


def test_tencent_speakers_are_diarised_voices_otherwise():
    conversation = fixture("tencent.json")
    assert conversation.speakers == "diarised"
    assert {one.role for one in conversation.participants} == {"unknown"}


def test_iflytek_words_make_the_text_and_bring_their_confidence():
    misheard = fixture("iflytek.json").utterances[1]
    assert misheard.text == "嗯油鱼期几天？"
    assert misheard.confidences == (0.612, 0.3105, 0.3105, 0.3105, 0.96, 0.971, 0.971)


def test_iflytek_tells_which_role_is_on_which_channel():
    conversation = fixture("iflytek_two_channels.json", adviser_channel="L")
    assert conversation.speakers == "channel"
    assert [role for role, _ in said(conversation)] == [
        "adviser",
        "customer",
        "adviser",
    ]


def test_volcengine_confidence_of_zero_is_one_that_was_not_given():
    first, second = fixture("volcengine.json").utterances
    assert first.confidences is not None
    assert min(first.confidences) == 0.71
    assert second.confidences is None


def test_funasr_diarises_and_the_adviser_s_channel_changes_nothing():
    conversation = fixture("funasr.json", adviser_channel=0)
    assert conversation.speakers == "diarised"
    assert said(conversation)[0] == ("speaker 0", "我们不承诺保本，收益不确定。")


def test_funasr_tokens_are_joined_and_their_punctuation_kept():
    conversation = fixture("funasr_runtime.json")
    assert said(conversation) == [(None, "您好，"), (None, "我姓李。")]
    assert conversation.speakers == "unknown"


def test_sense_voice_tags_are_no_speech():
    document = {
        "key": "a",
        "text": "<|zh|><|NEUTRAL|>好 的 明天 3 点 call me",
        "timestamp": [[0, 9]],
    }
    assert said(one(document)) == [(None, "好的明天3点 call me")]


def aliyun(*sentences):
    return {"Result": {"Sentences": [{"EndTime": 2, "BeginTime": 1, **s} for s in sentences]}}


def test_one_channel_alone_is_a_mono_recording_whose_speakers_nobody_knows():
    document = aliyun({"Text": "保本吗", "ChannelId": 0}, {"Text": "保本", "ChannelId": 0})
    conversation = one(document, adviser_channel=0)
    assert conversation.speakers == "unknown"
    assert conversation.participants == ()
    assert said(conversation) == [(None, "保本吗"), (None, "保本")]


def test_an_adviser_s_channel_that_does_not_occur_leaves_roles_unknown():
    document = aliyun({"Text": "保本吗", "ChannelId": 1}, {"Text": "保本", "ChannelId": 2})
    conversation = one(document, adviser_channel=0)
    assert {one.role for one in conversation.participants} == {"unknown"}


def test_every_problem_of_a_document_is_told_with_its_place_and_the_conversation_withheld():
    document = aliyun(
        {"Text": "好", "BeginTime": "soon"},
        {"Text": 7},
        {"BeginTime": -1},
        {"Text": "好", "EndTime": 0},
    )
    assert [str(problem) for problem in read(document, name="a.json", mapping="aliyun")] == [
        (
            "a.json: Result.Sentences[0].BeginTime is 'soon', "
            "expected a number of milliseconds from the start, not negative"
        ),
        "a.json: Result.Sentences[1].Text is 7, expected text",
        "a.json: Result.Sentences[2].Text is missing, expected what was said",
        "a.json: Result.Sentences[3].end is 0, expected at least its start, 0.001",
    ]


def test_json_lines_are_one_conversation_a_line_named_by_the_recogniser_s_task():
    lines = [{"TaskId": "t1", **aliyun({"Text": "好"})}, aliyun({"Text": "好的"})]
    data = "\n".join(json.dumps(line) for line in lines).encode()
    assert [conversation.id for conversation in read(data)] == ["t1", "0007-2"]


def test_an_unknown_document_is_told_and_the_next_one_read():
    data = b'{"hello": 1}\n' + json.dumps(aliyun({"Text": "x"})).encode()
    problem, conversation = read(data)
    assert (problem.code, problem.place) == ("format_unknown", "line 1")
    assert conversation.utterances[0].text == "x"


def test_a_silent_recording_is_a_conversation_without_utterances():
    assert one({"Result": {"Sentences": []}}, mapping="aliyun").utterances == ()


def test_a_wrapped_utterance_that_is_damaged_is_told_not_lost():
    best = json.dumps({"st": {"bg": "0", "ed": "9", "rt": [{"ws": [{"cw": [{"w": "好"}]}]}]}})
    lattice = {"lattice": [{"json_1best": best}, {"json_1best": best[:-3]}]}
    [problem] = read(lattice)
    assert problem.field == "lattice[1].json_1best.st"


OURS = {
    "name": "ours",
    "id": "call.id",
    "medium": "counter",
    "started_at": "call.began",
    "duration": {"path": "call.length", "unit": "clock"},
    "utterances": "call.turns[]",
    "text": "said",
    "speaker": "who",
    "speakers": "stated",
    "roles": {"A": "adviser", "B": "relative"},
    "start": {"path": "from", "unit": "clock"},
    "confidence": {"path": "score", "unit": "percent"},
}


def test_a_mapping_of_one_s_own_reads_a_format_nobody_has_published():
    document = {
        "call": {
            "id": "C-9",
            "began": "2024-11-18 09:30:00",
            "length": "00:01:02.5",
            "turns": [
                {"said": "您好", "who": "A", "from": "00:00:01", "score": 93},
                {"said": "你好", "who": "客户", "from": "00:00:03", "score": "40"},
                {"said": "谁呀", "who": "B", "from": "00:00:05"},
            ],
        }
    }
    conversation = one(document, mapping=OURS)
    assert (conversation.id, conversation.channel) == ("C-9", "counter")
    assert conversation.started_at.isoformat() == "2024-11-18T09:30:00+08:00"
    assert conversation.duration == 62.5
    assert conversation.speakers == "stated"
    assert [one.role for one in conversation.participants] == [
        "adviser",
        "customer",
        "relative",
    ]
    assert [one.confidence for one in conversation.utterances] == [0.93, 0.4, None]
    assert [one.start for one in conversation.utterances] == [1, 3, 5]


def test_a_mapping_that_is_none_is_told():
    [problem] = read({}, mapping={"utterances": "a[", "text": "t"})
    assert problem.field == "utterances"


def test_a_mapping_nobody_ships_is_told():
    [problem] = read({}, mapping="baidu")
    assert "aliyun, tencent, iflytek, volcengine, funasr" in problem.expected


MEMBERS = """
    Result Sentences Text BeginTime EndTime ChannelId Data ResultDetail FinalSentence StartMs
    SpeakerId lattice json_1best st rt ws cw w wc bg ed rl label rl_track track result utterances
    text start_time words confidence additions speaker sentence_info spk start end timestamp key
"""
KEYS = st.sampled_from(MEMBERS.split())
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.just("[[1]]"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=40,
)
MAPPINGS = st.sampled_from([None, "aliyun", "tencent", "iflytek", "volcengine", "funasr", OURS])


@given(st.dictionaries(KEYS, VALUES), MAPPINGS)
def test_no_document_makes_reading_fail(document, mapping):
    data = json.dumps(document, ensure_ascii=True).encode()
    for found in read(data, mapping=mapping, adviser_channel=0):
        assert isinstance(found, Problem) or is_sound(found)


@st.composite
def damaged(draw):
    """A fixture in which one value somewhere is replaced by another."""
    content = json.loads((FIXTURES / draw(st.sampled_from(NAMES))).read_bytes())
    place = content
    while True:
        keys = list(place) if isinstance(place, dict) else range(len(place))
        key = draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or not place[key] or draw(st.booleans()):
            place[key] = draw(VALUES)
            return content
        place = place[key]


@given(damaged(), st.sampled_from([None, 0, "1", "L"]))
def test_a_damaged_result_gives_a_sound_conversation_or_problems(content, channel):
    found = read(json.dumps(content).encode(), adviser_channel=channel)
    assert found
    assert all(isinstance(one, Problem) or is_sound(one) for one in found)


@given(st.binary())
def test_no_bytes_make_reading_fail(data):
    assert all(isinstance(found, Problem | Conversation) for found in read(data, mapping="funasr"))


def test_no_word_that_was_said_stands_in_a_problem():
    secret = "保本保息您放心"
    document = aliyun({"Text": [secret], "BeginTime": secret, "SpeakerId": secret * 50})
    found = read(document, mapping="aliyun")
    assert found
    assert all(isinstance(one, Problem) and secret not in str(one) for one in found)
