"""Speech is found where it is, by the model that ships and in the spans made of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.conversations.speech import detector_for, follow_voice, speech_spans
from goodfaith.conversations.speech.bounds import LONGEST_SEGMENT_SECONDS
from goodfaith.conversations.speech.voice import VoiceTrack
from made_sound import silence, voice


def track_of(probabilities):
    shares = np.array(probabilities, np.float32)
    return VoiceTrack(0.032, len(shares) * 0.032, shares, np.full(len(shares), 0.1, np.float32))


@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000])
def test_the_model_hears_a_voice_between_silences(rate):
    sound = np.concatenate([silence(1, rate), voice(2, rate, 110), silence(1.5, rate)])
    (start, end), *others = speech_spans(follow_voice([sound], rate, detector_for(rate)))
    assert not others
    assert start == pytest.approx(0.9, abs=0.2)
    assert end == pytest.approx(3.1, abs=0.3)


def test_the_model_hears_the_telephone_as_it_is():
    detector = detector_for(8_000)
    sound = np.concatenate([silence(1, 8_000), voice(2, 8_000, 110), silence(1, 8_000)])
    assert detector.rate == 8_000
    assert speech_spans(follow_voice([sound], 8_000, detector))


@pytest.mark.parametrize("seed", [1, 2])
def test_the_model_hears_no_voice_in_silence_hiss_or_a_tone(seed):
    hiss = 0.05 * np.random.default_rng(seed).standard_normal(32_000).astype(np.float32)
    ringing = 0.3 * np.sin(2 * np.pi * 450 * np.arange(32_000) / 16_000).astype(np.float32)
    for sound in (silence(2), hiss, ringing):
        assert speech_spans(follow_voice([sound], 16_000, detector_for(16_000))) == []


def test_one_recording_does_not_change_the_next():
    detector = detector_for(16_000)
    first = follow_voice([voice(2)], 16_000, detector)
    again = follow_voice([voice(2)], 16_000, detector)
    assert np.array_equal(first.probabilities, again.probabilities)


@given(st.integers(1, 3_000), st.integers(1, 1_999))
def test_blocks_do_not_matter(frames, block):
    class Mean:
        rate, window = 16_000, 512

        def reset(self): ...

        def probability(self, window):
            return float(abs(window).mean())

    sound = np.random.default_rng(frames).uniform(0, 1, frames).astype(np.float32)
    at_once = follow_voice([sound], 16_000, Mean())
    parts = follow_voice((sound[k : k + block] for k in range(0, frames, block)), 16_000, Mean())
    assert np.array_equal(parts.probabilities, at_once.probabilities)
    assert parts.seconds == at_once.seconds == frames / 16_000


def test_a_short_pause_is_within_a_sentence():
    assert len(speech_spans(track_of([0.9] * 20 + [0.1] * 10 + [0.9] * 20))) == 1
    assert len(speech_spans(track_of([0.9] * 20 + [0.1] * 40 + [0.9] * 20))) == 2


def test_a_click_is_no_speech_and_a_short_word_is():
    assert speech_spans(track_of([0.1] * 20 + [0.9] * 3 + [0.1] * 20)) == []
    assert len(speech_spans(track_of([0.1] * 20 + [0.9] * 8 + [0.1] * 20))) == 1


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 900)), max_size=12))
def test_spans_are_in_order_apart_within_the_recording_and_never_too_long(runs):
    track = track_of([share for share, times in runs for _ in range(times)])
    spans = speech_spans(track)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= track.seconds + 1e-9 for start, end in spans)
    assert all(end - start <= LONGEST_SEGMENT_SECONDS + 0.05 for start, end in spans)


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(8, 900)), max_size=12))
def test_all_that_is_certainly_speech_is_in_a_span(runs):
    shares = [share for share, times in runs for _ in range(times)]
    spans = speech_spans(track_of(shares))
    for index, share in enumerate(shares):
        middle = (index + 0.5) * 0.032
        assert share < 0.5 or any(start <= middle <= end for start, end in spans)


def test_a_long_speech_is_cut_where_it_is_quietest():
    shares = [0.95] * 1_000
    shares[500] = 0.4
    spans = speech_spans(track_of(shares))
    assert len(spans) == 2
    assert spans[0][1] == spans[1][0] == pytest.approx(500 * 0.032, abs=0.01)
