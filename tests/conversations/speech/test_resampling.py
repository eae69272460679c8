"""Another rate keeps what is heard and when."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodfaith.conversations.speech.resampling import resampled


def tone(hertz, rate, seconds=1.0):
    return np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate).astype(np.float32)


def at_rate(sound, rate, wanted, block=None):
    block = block or len(sound)
    parts = (sound[k : k + block] for k in range(0, len(sound), block))
    return np.concatenate(list(resampled(parts, rate, wanted)))


@pytest.mark.parametrize("rate", [8_000, 11_025, 22_050, 32_000, 44_100, 48_000, 96_000])
def test_a_tone_stays_the_tone_it_is(rate):
    made = at_rate(tone(440, rate), rate, 16_000)
    assert len(made) == 16_000
    assert np.abs(made - tone(440, 16_000))[200:-200].max() < 0.002


@pytest.mark.parametrize("hertz", [9_000, 12_000, 20_000])
def test_what_the_lower_rate_cannot_carry_is_gone(hertz):
    made = at_rate(tone(hertz, 48_000), 48_000, 16_000)
    assert np.abs(made)[200:-200].max() < 0.01


@settings(deadline=None, max_examples=30)
@given(
    st.sampled_from([8_000, 11_025, 44_100, 48_000]), st.integers(1, 5_000), st.integers(1, 3_000)
)
def test_blocks_do_not_matter(rate, frames, block):
    sound = np.random.default_rng(frames).uniform(-1, 1, frames).astype(np.float32)
    at_once = at_rate(sound, rate, 16_000)
    assert len(at_once) == -(-frames * 16_000 // rate)
    assert np.allclose(at_rate(sound, rate, 16_000, block), at_once, atol=1e-5)


def test_the_same_rate_is_the_same_sound():
    sound = tone(440, 16_000)
    assert np.array_equal(at_rate(sound, 16_000, 16_000, 999), sound)
