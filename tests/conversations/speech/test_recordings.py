"""Recordings are checked before anything is decoded, and decoded a block at a time."""

import struct

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.conversations.speech import RecordingRefused, read_recording
from goodfaith.conversations.speech import recording as recordings
from goodfaith.conversations.speech.excerpts import Excerpts
from goodfaith.conversations.speech.recording import blocks
from made_sound import silence, voice


def whole(recording, frames=1000):
    return np.concatenate(list(blocks(recording, frames)))


@pytest.mark.parametrize(
    ("name", "encoding", "tolerance"),
    [
        ("call.wav", "PCM_16", 1e-4),
        ("call.wav", "ULAW", 0.02),
        ("call.wav", "ALAW", 0.02),
        ("call.wav", "IMA_ADPCM", 0.3),
        ("call.wav", "FLOAT", 1e-7),
        ("call.flac", "PCM_16", 1e-4),
        ("call.ogg", "VORBIS", 0.2),
        ("call.mp3", "MPEG_LAYER_III", 0.2),
    ],
)
def test_every_format_gives_its_sound(record, name, encoding, tolerance):
    left, right = voice(1.5, 8_000), voice(1.5, 8_000, seed=1)
    recording = record(left, right, rate=8_000, name=name, encoding=encoding)
    assert (recording.rate, recording.channels, recording.encoding) == (8_000, 2, encoding)
    assert recording.seconds == pytest.approx(1.5, abs=0.1)
    decoded = whole(recording)[: len(left)]
    assert len(decoded) == recording.frames or encoding != "PCM_16"
    assert np.abs(decoded[:, 0] - left[: len(decoded)]).max() < tolerance


@pytest.mark.parametrize("name", ["call.wav", "call.flac", "call.ogg", "call.mp3"])
def test_an_excerpt_is_what_decoding_everything_gives(record, name):
    recording = record(voice(12), voice(12, seed=1), name=name)
    decoded = whole(recording)
    excerpts = Excerpts(recording)
    for start, end, channel in [(0.25, 1.0, 0), (0.5, 7.0, 1), (0.5, 0.7, 0), (9.0, 99.0, 1)]:
        first, last = round(start * recording.rate), round(end * recording.rate)
        assert np.array_equal(excerpts.take(start, end, channel), decoded[first:last, channel])


def test_an_excerpt_behind_the_end_is_empty(record):
    assert Excerpts(record(voice(1))).take(3.0, 4.0, 0).size == 0


def test_excerpts_do_not_go_back(record):
    excerpts = Excerpts(record(voice(3)))
    excerpts.take(1.0, 2.0, 0)
    with pytest.raises(ValueError, match=r"starts at 0\.5"):
        excerpts.take(0.5, 1.0, 0)


@pytest.mark.parametrize("name", ["call.raw", "call.txt", "call"])
def test_the_name_does_not_decide_the_format(record, tmp_path, name):
    recording = record(voice(0.5))
    renamed = recording.path.rename(tmp_path / name)
    assert read_recording(renamed).frames == recording.frames


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"RIFF",
        b"RIFF\x24\0\0\0WAVEfmt ",
        b"hello " * 100,
        b"\0" * 5000,
        b"ID3\x04" + b"\xff" * 64,
    ],
)
def test_what_is_no_recording_is_refused(tmp_path, content):
    path = tmp_path / "call.wav"
    path.write_bytes(content)
    with pytest.raises(RecordingRefused, match=r"call\.wav"):
        read_recording(path)


@given(
    st.binary(min_size=1, max_size=300), st.sampled_from([b"", b"RIFF", b"fLaC", b"OggS", b"ID3"])
)
def test_no_bytes_do_worse_than_be_refused(tmp_path_factory, content, head):
    path = tmp_path_factory.mktemp("bytes") / "call.wav"
    path.write_bytes(head + content)
    try:
        list(blocks(read_recording(path)))
    except RecordingRefused as refused:
        assert refused.problems


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(RecordingRefused, match="not a file"):
        read_recording(tmp_path)


def test_another_format_is_refused_by_name(tmp_path):
    path = tmp_path / "call.aiff"
    soundfile.write(path, voice(0.5), 16_000)
    with pytest.raises(RecordingRefused, match="AIFF, expected a WAV"):
        read_recording(path)


def test_all_that_is_out_of_bounds_is_told_at_once(tmp_path):
    path = tmp_path / "call.wav"
    soundfile.write(path, np.zeros((100, 5), np.float32), 4_000)
    with pytest.raises(RecordingRefused) as refused:
        read_recording(path)
    assert [problem.field for problem in refused.value.problems] == ["channels", "sample rate"]


def test_a_recording_that_is_too_long_is_refused(record, monkeypatch):
    monkeypatch.setattr(recordings, "LONGEST_RECORDING_SECONDS", 1.0)
    with pytest.raises(RecordingRefused, match=r"duration is 1\.5 seconds"):
        record(silence(1.5))


def test_a_file_that_is_too_large_is_refused(record, monkeypatch):
    monkeypatch.setattr(recordings, "LARGEST_RECORDING_BYTES", 1_000)
    with pytest.raises(RecordingRefused, match="bytes, expected between 1 and 1,000"):
        record(silence(1.5))


def test_an_empty_recording_is_refused(record):
    with pytest.raises(RecordingRefused, match="duration"):
        record(silence(0))


def test_a_file_that_breaks_off_says_how_much_is_missing(record):
    recording = record(voice(4))
    with recording.path.open("rb+") as file:
        file.truncate(44 + 16_000 * 2 * 3)
    shortened = read_recording(recording.path)
    assert shortened.seconds == pytest.approx(3.0, abs=0.01)
    assert shortened.missing_seconds == pytest.approx(1.0, abs=0.01)


def test_a_streamed_file_that_never_knew_its_length_misses_nothing(record):
    recording = record(voice(1))
    with recording.path.open("rb+") as file:
        file.seek(40)
        file.write(struct.pack("<I", 0xFFFFFFFF))
    assert read_recording(recording.path).missing_seconds == 0


def test_numbers_that_are_none_become_silence(record):
    sound = voice(0.5).astype(np.float64)
    sound[100:200] = np.nan
    sound[200:300] = np.inf
    decoded = whole(record(sound, encoding="DOUBLE"))
    assert np.isfinite(decoded).all()
    assert np.abs(decoded).max() <= 1


def test_a_damaged_compressed_recording_is_refused_or_ends_early(record):
    recording = record(voice(4), name="call.flac")
    content = bytearray(recording.path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 400] = b"\0" * 400
    recording.path.write_bytes(content)
    try:
        assert len(whole(read_recording(recording.path))) <= recording.frames
    except RecordingRefused as refused:
        assert "decodable" in str(refused)
