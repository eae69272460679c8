"""Plain text with speakers before the words."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_conversations import TURNS, turns_of

from goodfaith.analysis.readers.options import DEFAULT_OPTIONS, ReadOptions
from goodfaith.analysis.readers.plain import read_plain


def read(text, options=DEFAULT_OPTIONS):
    data = text.encode() if isinstance(text, str) else text
    return list(read_plain(BytesIO(data), "folder/calls.txt", options))


def turns(text):
    (one,) = read(text)
    return turns_of(one)


def written(turns):
    return "\n".join(f"{who}：{text}" for who, text, _ in turns)


HEADINGS = st.sampled_from(["=== {} ===", "# {}", "== {}"])


@given(st.lists(TURNS, min_size=1, max_size=3), HEADINGS, st.sampled_from(["utf-8", "gb18030"]))
def test_conversations_under_headings_are_read_back(conversations, heading, encoding):
    text = "\n\n".join(
        heading.format(f"c{number}") + "\n" + written(one)
        for number, one in enumerate(conversations)
    )
    found = read(text.encode(encoding))
    assert [one.id for one in found] == [f"c{number}" for number in range(len(conversations))]
    assert [turns_of(one) for one in found] == [[t[:2] for t in one] for one in conversations]


@given(st.lists(TURNS.filter(lambda turns: len(turns) > 1), min_size=2, max_size=3))
def test_blank_lines_part_conversations(conversations):
    found = read("\n\n".join(map(written, conversations)))
    assert [one.id for one in found] == [f"calls-{n + 1}" for n in range(len(conversations))]
    assert [turns_of(one) for one in found] == [[t[:2] for t in one] for one in conversations]


def test_blank_lines_between_turns_part_nothing():
    (one,) = read("客服：您好\n\n客户：嗯\n\n客服：再见\n")
    assert (one.id, len(one.utterances)) == ("calls", 3)


@pytest.mark.parametrize(
    "line",
    [
        "客服：您好",
        "客服: 您好",
        "  客服 ： 您好",
        "[00:12] 客服：您好",
        "（00:00:12）客服：您好",
        "00:12 客服：您好",
        "[00:12 - 00:15] 客服：您好",
        "客服[00:12]：您好",
        "客服 00:12：您好",
        "【客服】您好",
        "客服 00:00:12\n您好",
        "00:00:12 客服\n您好",
        "2026-03-08 14:30:00 客服：您好",
        "客服 2026/3/8 14:30:00\n您好",
    ],
)
def test_marks_before_the_words_are_understood(line):
    assert turns(line + "\n客户：嗯") == [("客服", "您好"), ("客户", "嗯")]


@pytest.mark.parametrize(
    "label", ["坐席", "顾问", "客服01", "客服小王", "Agent", "ADVISER 2", "客户经理"]
)
def test_labels_of_the_advisers_side_are_known(label):
    (one,) = read(f"{label}：您好\n客户：嗯")
    assert [p.role for p in one.participants] == ["adviser", "customer"]


def test_times_are_seconds_from_the_start():
    (one,) = read("[00:12 - 00:15.5] 客服：您好\n[01:00:00] 客户：嗯")
    assert [(u.start, u.end) for u in one.utterances] == [(12, 15.5), (3600, None)]


def test_times_of_day_are_taken_from_the_first_and_run_past_midnight():
    (one,) = read("客服 23:59:50\n您好\n客户 00:00:10\n嗯")
    assert [u.start for u in one.utterances] == [0, 20]


def test_moments_are_kept_with_their_zone():
    (one,) = read("2026-03-08 14:30:00 客服：您好", ReadOptions(timezone="Asia/Tokyo"))
    assert one.utterances[0].sent_at.isoformat() == "2026-03-08T14:30:00+09:00"
    assert one.started_at == one.utterances[0].sent_at


def test_a_line_without_a_speaker_goes_on_with_the_turn():
    assert turns("客服：您好\n请问\n客户：嗯") == [("客服", "您好\n请问"), ("客户", "嗯")]


def test_a_word_before_a_colon_is_not_always_a_speaker():
    assert turns("客服：您好\n注意：没有等待期\n客户：嗯")[0] == ("客服", "您好\n注意：没有等待期")


def test_an_address_is_not_a_speaker():
    assert turns("客服：看这里\nhttp://a.cn\nhttp://b.cn") == [
        ("客服", "看这里\nhttp://a.cn\nhttp://b.cn")
    ]


def test_names_that_speak_twice_are_unknown_speakers():
    (one,) = read("张三：您好\n那个\n李四：嗯\n张三：好\n李四：好")
    assert {p.role for p in one.participants} == {"unknown"}
    assert one.speakers == "unknown"


def test_numbered_voices_are_diarised():
    assert read("说话人1：您好\n说话人2：嗯")[0].speakers == "diarised"


def test_text_without_speakers_is_said_by_nobody_knows_whom():
    assert turns("您好\n嗯") == [(None, "您好"), (None, "嗯")]


def test_members_stand_above_the_first_turn():
    (one,) = read("=== c1 ===\n渠道：电话\n通话时间：2024-03-01 10:00\n客服：您好\n渠道：没有\n")
    assert (one.id, one.channel, one.started_at.hour) == ("c1", "phone", 10)
    assert turns_of(one) == [("客服", "您好\n渠道：没有")]


def test_a_member_that_cannot_be_read_is_a_problem():
    (problem,) = read("=== c1 ===\n渠道：传真\n客服：您好\n")
    assert str(problem).startswith("folder/calls.txt line 2: channel is a text of 2 characters")


def test_an_utterance_that_is_too_long_is_a_problem():
    (problem,) = read("客服：" + "长" * 30_000)
    assert (problem.code, problem.place) == ("field_too_long", "line 1")


def test_an_empty_file_has_no_conversations():
    assert read("") == read("\n\n") == []
