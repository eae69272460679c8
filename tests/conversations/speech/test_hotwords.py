"""A hot word counts only where a voice speaks it."""

import numpy as np
import pytest

from goodfaith.analysis.problems import UnreadableInput
from goodfaith.conversations.speech.hotwords import accepted_hotwords, unvoiced
from goodfaith.conversations.speech.recogniser import (
    Recognised,
    code_point_confidences,
    overall,
)
from goodfaith.conversations.speech.voice import VoiceTrack

SAID = Recognised(
    "我们保本", ("我", "们", "保", "本"), (0.2, 0.4, 3.0, 3.2), (-0.1, -0.2, -0.7, -2.0)
)


def track(voiced_until, seconds=5.0, loudness=0.1):
    windows = round(seconds / 0.032)
    voiced = np.arange(windows) * 0.032 < voiced_until
    shares = np.where(voiced, 0.9, 0.05).astype(np.float32)
    return VoiceTrack(0.032, seconds, shares, np.full(windows, loudness, np.float32))


def test_a_hot_word_without_a_voice_is_dropped():
    (dropped,) = unvoiced(SAID, ["保本"], (0.0, 4.0), track(1.0))
    assert (dropped.word, dropped.first, dropped.last) == ("保本", 2, 4)
    assert dropped.start == pytest.approx(3.0)


def test_a_hot_word_that_a_voice_speaks_stays():
    assert unvoiced(SAID, ["保本"], (0.0, 4.0), track(4.0)) == []


def test_other_words_are_not_asked_for_a_voice():
    assert unvoiced(SAID, ["年金"], (0.0, 4.0), track(0.0)) == []


def test_the_times_of_words_count_from_the_stretch():
    assert unvoiced(SAID, ["我们"], (2.0, 6.0), track(1.0, 8.0)) != []
    assert unvoiced(SAID, ["我们"], (0.0, 4.0), track(1.0, 8.0)) == []


def test_a_voice_without_energy_is_none():
    assert len(unvoiced(SAID, ["保本"], (0.0, 4.0), track(4.0, loudness=1e-5))) == 1


def test_without_times_the_whole_stretch_has_to_hold_a_voice():
    said = Recognised("保本")
    assert unvoiced(said, ["保本"], (0.0, 4.0), track(2.0)) == []
    assert len(unvoiced(said, ["保本"], (2.5, 4.5), track(2.0))) == 1


def test_the_longest_of_two_hot_words_counts_once():
    (dropped,) = unvoiced(SAID, ["保", "保本"], (0.0, 4.0), track(0.0))
    assert dropped.word == "保本"


def test_hot_words_that_are_none_are_refused_all_at_once():
    with pytest.raises(UnreadableInput) as refused:
        accepted_hotwords(["保本", "保/本", "", "长" * 41])
    assert [problem.place for problem in refused.value.problems] == ["word 2", "word 3", "word 4"]


def test_hot_words_are_given_once_without_spaces_around():
    assert accepted_hotwords([" 保本", "保本", "IRR 2"]) == ("保本", "IRR 2")


def test_confidences_are_those_of_the_tokens():
    shares = code_point_confidences(SAID)
    assert shares == pytest.approx(tuple(np.exp(SAID.log_probabilities)))
    assert overall(shares) == pytest.approx(np.exp(-0.75))


@pytest.mark.parametrize(
    "told", [(), (-0.1,), (0.5,) * 4, (float("nan"),) * 4, (float("-inf"),) * 4]
)
def test_confidences_are_never_invented(told):
    assert code_point_confidences(Recognised("我们保本", SAID.tokens, (), told)) is None
    assert overall(None) is None


def test_marks_of_how_words_are_cut_do_not_hide_their_confidences():
    said = Recognised("分红 plan", ("分", "红", "▁pl", "an"), (), (-0.1, -0.1, -1.0, -1.0))
    shares = code_point_confidences(said)
    assert shares is not None
    assert shares[-1] == pytest.approx(np.exp(-1.0))
