"""WebVTT and SRT."""

from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st
from made_conversations import TURNS, turns_of

from goodfaith.analysis.readers.options import DEFAULT_OPTIONS, ReadOptions
from goodfaith.analysis.readers.subtitles import read_srt, read_vtt


def vtt(text, options=DEFAULT_OPTIONS):
    return list(read_vtt(BytesIO(text.encode()), "folder/call-1.vtt", options))


def srt(text, options=DEFAULT_OPTIONS):
    return list(read_srt(BytesIO(text.encode()), "folder/call-1.srt", options))


def clock(seconds, point="."):
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}{point}{rest % 1000:03}"


def times_of(one):
    return [(u.start, u.end) for u in one.utterances]


@given(TURNS)
def test_webvtt_with_voices_is_read_back(turns):
    cues = [f"{clock(a)} --> {clock(b)}\n<v {who}>{text}" for who, text, (a, b) in turns]
    (one,) = vtt("WEBVTT\n\nNOTE a --> b\n\n" + "\n\n".join(cues))
    assert one.id == "call-1"
    assert turns_of(one) == [turn[:2] for turn in turns]
    assert times_of(one) == [tuple(turn[2]) for turn in turns]


@given(TURNS, st.sampled_from(["\n", "\n\n", "\r\n\r\n"]))
def test_srt_is_read_back(turns, between):
    cues = [
        f"{n}\n{clock(a, ',')} --> {clock(b, ',')}\n{who}：{text}"
        for n, (who, text, (a, b)) in enumerate(turns, 1)
    ]
    (one,) = srt(between.join(cues))
    assert turns_of(one) == [turn[:2] for turn in turns]
    assert times_of(one) == [tuple(turn[2]) for turn in turns]


def test_two_voices_in_a_cue_are_two_utterances():
    (one,) = vtt(
        "WEBVTT\n\n00:01.000 --> 00:04.000\n<v.loud 客服>您&amp;我 <b>好</b></v>\n<v 客户>嗯"
    )
    assert turns_of(one) == [("客服", "您&我 好"), ("客户", "嗯")]


def test_voices_by_channel():
    text = "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Channel 0>您好\n\n"
    text += "00:05.000 --> 00:06.000\n<v Channel 1>嗯"
    (one,) = vtt(text, ReadOptions(adviser_channel=1))
    assert [u.participant for u in one.utterances] == ["customer", "adviser"]
    assert one.speakers == "channel"


def test_a_cue_without_a_voice_is_said_by_nobody_knows_whom():
    (one,) = srt("1\n00:00:01,000 --> 00:00:02,000\n<i>您好</i>\n请问\n")
    assert turns_of(one) == [(None, "您好\n请问")]


def test_times_in_the_wrong_order_are_a_problem():
    (problem,) = vtt("WEBVTT\n\n00:08.000 --> 00:07.000\nx")
    assert str(problem) == "folder/call-1.vtt line 3: end is 7, expected at least its start, 8"
