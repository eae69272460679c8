"""Two channels are two people only where they differ."""

import numpy as np
import pytest

from goodfaith.conversations.speech import compare_channels
from goodfaith.conversations.speech.channels import sides
from made_sound import silence, voice

ADVISER = np.concatenate([voice(2), silence(2)])
CUSTOMER = np.concatenate([silence(2), voice(2, pitch=200, seed=3)])


def test_one_channel_is_mono(record):
    assert compare_channels(record(ADVISER)).kind == "mono"


def test_two_voices_are_separate(record):
    channels = compare_channels(record(ADVISER, CUSTOMER))
    assert (channels.kind, channels.distinct) == ("separate", (0, 1))


def test_two_voices_at_once_are_separate(record):
    assert compare_channels(record(ADVISER, voice(4, pitch=210, seed=5))).kind == "separate"


def test_crosstalk_is_no_sameness(record):
    heard_by_both = ADVISER + 0.1 * CUSTOMER
    assert compare_channels(record(heard_by_both, CUSTOMER + 0.1 * ADVISER)).kind == "separate"


@pytest.mark.parametrize("factor", [1.0, 0.5, -1.0, 0.05])
def test_the_same_sound_twice_is_the_same_at_any_loudness(record, factor):
    channels = compare_channels(record(ADVISER, factor * ADVISER))
    assert (channels.kind, channels.live, channels.distinct) == ("same", (0, 1), (0,))


def test_hiss_does_not_make_the_same_sound_two(record):
    hiss = 0.002 * np.random.default_rng(1).standard_normal(len(ADVISER))
    assert compare_channels(record(ADVISER, ADVISER + hiss)).kind == "same"


@pytest.mark.parametrize("name", ["call.mp3", "call.ogg"])
def test_the_same_sound_twice_is_the_same_after_lossy_coding(record, name):
    assert compare_channels(record(ADVISER, ADVISER, name=name)).kind == "same"


def test_a_dead_channel_is_told(record):
    hum = 0.0005 * np.sin(np.arange(len(ADVISER)) / 50)
    channels = compare_channels(record(hum, ADVISER))
    assert (channels.kind, channels.live) == ("one_dead", (1,))


def test_no_sound_at_all_is_told(record):
    assert compare_channels(record(silence(1))).kind == "dead"
    assert compare_channels(record(silence(1), silence(1))).kind == "dead"


def test_the_caller_says_who_is_left():
    assert sides("adviser") == ("adviser", "customer")
    assert sides("customer") == ("customer", "adviser")
