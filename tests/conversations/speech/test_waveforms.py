"""A waveform is the loudest sample of each part."""

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodfaith.conversations.speech import draw_waveform
from goodfaith.conversations.speech.waveform import Waveform, _placed, _raise_peaks
from made_sound import silence, voice


def test_each_channel_has_a_thousand_points(record):
    waveform = draw_waveform(record(voice(3), voice(3, seed=1)))
    assert [len(peaks) for peaks in waveform.peaks] == [1000, 1000]
    assert waveform.seconds == pytest.approx(3.0)


def test_silence_is_nothing_and_a_full_sample_is_everything(record):
    loud = np.where(np.arange(16_000) == 12_000, -1.0, 0.0)
    waveform = draw_waveform(record(loud, silence(1)), points=4)
    assert list(waveform.peaks[0]) == [0, 0, 0, 255]
    assert list(waveform.peaks[1]) == [0, 0, 0, 0]


def test_a_recording_of_few_frames_has_as_many_points(record):
    assert len(draw_waveform(record(np.ones(7) * 0.5)).peaks[0]) == 7


@settings(deadline=None)
@given(st.integers(1, 50), st.integers(1, 400), st.integers(1, 97))
def test_blocks_do_not_matter(points, frames, block):
    sound = np.random.default_rng(frames).uniform(-1, 1, (frames, 1)).astype(np.float32)
    points = min(points, frames)
    peaks = np.zeros((points, 1), np.float32)
    for first, part in _placed(sound[k : k + block] for k in range(0, frames, block)):
        _raise_peaks(peaks, part, first, frames)
    for point in range(points):
        own = [abs(sound[k, 0]) for k in range(frames) if k * points // frames == point]
        assert peaks[point, 0] == max(own)


def test_a_waveform_is_small_in_json(record):
    waveform = draw_waveform(record(voice(3)))
    written = msgspec.json.encode(waveform)
    assert len(written) < 1_500
    assert msgspec.json.decode(written, type=Waveform) == waveform


@pytest.mark.parametrize("points", [0, -1, 10**9])
def test_no_other_number_of_points(record, points):
    with pytest.raises(ValueError, match="expected 1 to 20,000"):
        draw_waveform(record(voice(0.5)), points)
