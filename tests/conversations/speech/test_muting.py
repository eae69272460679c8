"""A muted copy is silent where it must be and the same everywhere else, sample for sample."""

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodfaith.conversations.speech import (
    RecordingRefused,
    compare_channels,
    muted_format,
    read_recording,
    write_muted,
)
from made_sound import voice

EXACT = [
    ("call.wav", "PCM_U8", "int16"),
    ("call.wav", "PCM_16", "int16"),
    ("call.wav", "PCM_24", "int32"),
    ("call.wav", "PCM_32", "int32"),
    ("call.wav", "FLOAT", "float32"),
    ("call.wav", "DOUBLE", "float64"),
    ("call.flac", "PCM_16", "int16"),
    ("call.flac", "PCM_24", "int32"),
    ("call.wav", "ULAW", "int16"),
    ("call.wav", "ALAW", "int16"),
]


def samples(path, dtype):
    return soundfile.read(path, dtype=dtype, always_2d=True)[0]


@pytest.mark.parametrize(("name", "encoding", "dtype"), EXACT)
def test_every_other_sample_is_what_it_was(record, tmp_path, name, encoding, dtype):
    recording = record(voice(6), voice(6, seed=1), name=name, encoding=encoding)
    muted = write_muted(recording, [(1.0, 2.5), (5.0, float("inf"))], tmp_path / "muted")
    before, after = samples(recording.path, dtype), samples(muted.path, dtype)
    expected = before.copy()
    expected[16_000:40_000] = 0
    expected[80_000:] = 0
    assert np.array_equal(after, expected)
    assert (muted.format, muted.encoding) == muted_format(recording)


@pytest.mark.parametrize("name", ["call.mp3", "call.ogg"])
def test_a_lossy_recording_becomes_flac_of_the_same_sound(record, tmp_path, name):
    recording = record(voice(3), name=name)
    muted = write_muted(recording, [(1.0, 2.0)], tmp_path / "muted.flac")
    before, after = samples(recording.path, "float32"), samples(muted.path, "float32")
    assert (muted.format, len(after)) == ("FLAC", len(before))
    assert not after[16_000:32_000].any()
    assert np.abs(after - np.clip(before, -1, 1))[:16_000].max() <= 1 / 32_000


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(st.floats(-1, 3), st.floats(0, 2)).map(lambda span: (span[0], sum(span))),
        max_size=5,
    )
)
def test_all_samples_that_any_span_touches_are_silent_and_no_others(record, tmp_path, spans):
    recording = record(np.full(16_000, 0.5))
    after = samples(write_muted(recording, spans, tmp_path / "muted.wav").path, "int16")[:, 0]
    for frame in range(0, 16_000, 7):
        start, end = frame / 16_000, (frame + 1) / 16_000
        if any(a < end - 1e-9 and b > start + 1e-9 for a, b in spans):
            assert after[frame] == 0
        elif not any(a <= end and b >= start for a, b in spans):
            assert after[frame] != 0


def test_without_spans_it_is_a_copy(record, tmp_path):
    recording = record(voice(1))
    muted = write_muted(recording, [], tmp_path / "muted.wav")
    assert np.array_equal(samples(recording.path, "int16"), samples(muted.path, "int16"))


def test_everything_muted_is_dead(record, tmp_path):
    muted = write_muted(record(voice(1)), [(0.0, float("inf"))], tmp_path / "muted.wav")
    assert compare_channels(muted).kind == "dead"


def test_names_in_the_tags_are_not_copied(tmp_path):
    path = tmp_path / "call.flac"
    with soundfile.SoundFile(path, "w", 16_000, 1) as file:
        file.title = "ZHANGSAN"
        file.write(voice(1))
    assert b"ZHANGSAN" in path.read_bytes()
    muted = write_muted(read_recording(path), [], tmp_path / "muted.flac")
    assert b"ZHANGSAN" not in muted.path.read_bytes()


@pytest.mark.parametrize("span", [(2.0, 1.0), (float("nan"), 1.0), (0.0, float("nan"))])
def test_a_span_that_is_none_is_refused_and_leaves_no_file(record, tmp_path, span):
    recording = record(voice(1))
    with pytest.raises(ValueError, match="a span ends at"):
        write_muted(recording, [span], tmp_path / "muted.wav")
    assert [path.name for path in tmp_path.iterdir()] == ["call.wav"]


def test_a_recording_that_cannot_be_decoded_leaves_no_file(record, tmp_path):
    recording = record(voice(20), name="call.flac")
    recording.path.write_bytes(recording.path.read_bytes()[:40_000])
    with pytest.raises(RecordingRefused, match="not decodable"):
        write_muted(recording, [], tmp_path / "muted.flac")
    assert [path.name for path in tmp_path.iterdir()] == ["call.flac"]
