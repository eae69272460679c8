"""Real speech, from the file to stretches of speech: Mandarin, read and on the telephone."""

import numpy as np
import pytest
import soundfile

from goodfaith.conversations.speech import (
    Recognised,
    compare_channels,
    draw_waveform,
    read_recording,
    transcribe,
    write_muted,
)

pytestmark = pytest.mark.real

FILES = {
    "aishell-BAC009S0724W0121.wav": (16_000, 4.28, 3.0),
    "funasr_asr_example_zh.wav": (16_000, 5.55, 4.0),
    "masr_test.wav": (16_000, 8.39, 6.0),
    "rapidasr_0478_00017.wav": (16_000, 25.03, 20.0),
    "uberi_chinese.flac": (48_000, 0.96, 0.6),
}
"""Rate, seconds, and the seconds of speech that are there at the least."""


class Word:
    takes_hotwords = False

    def recognise(self, samples, rate, hotwords):
        return Recognised("话")


@pytest.fixture(params=FILES)
def real(request, real_data):
    return read_recording(real_data / "audio" / request.param), FILES[request.param]


def test_the_header_is_read(real):
    recording, (rate, seconds, _) = real
    assert (recording.rate, recording.channels) == (rate, 1)
    assert recording.seconds == pytest.approx(seconds, abs=0.01)
    assert recording.missing_seconds == 0


def test_speech_is_found(real):
    recording, (_, _, least) = real
    made = transcribe(recording, Word(), id="c1")
    assert least <= sum(one.end - one.start for one in made.speech) <= recording.seconds
    assert {one.text for one in made.conversation.utterances} == {"话"}
    assert made.conversation.speakers == "unknown"


def test_the_waveform_is_not_flat(real):
    (peaks,) = draw_waveform(real[0]).peaks
    assert len(set(peaks)) > 10


def test_two_real_people_on_two_channels_are_told_apart(real_data, tmp_path):
    adviser = soundfile.read(real_data / "audio" / "masr_test.wav")[0]
    customer = soundfile.read(real_data / "audio" / "funasr_asr_example_zh.wav")[0]
    sound = np.zeros((len(adviser) + len(customer), 2))
    sound[: len(adviser), 0] = adviser
    sound[len(adviser) :, 1] = customer
    path = tmp_path / "call.wav"
    soundfile.write(path, sound, 16_000)
    made = transcribe(read_recording(path), Word(), id="c1", left="adviser")
    assert made.channels.kind == "separate"
    turns = [one.participant for one in made.conversation.utterances]
    assert turns == sorted(turns)
    assert set(turns) == {"adviser", "customer"}


def test_a_real_recording_saved_as_stereo_is_the_same_twice(real, tmp_path):
    sound, rate = soundfile.read(real[0].path)
    for name in ("call.wav", "call.mp3", "call.ogg"):
        soundfile.write(tmp_path / name, np.column_stack([sound, 0.7 * sound]), rate)
        assert compare_channels(read_recording(tmp_path / name)).kind == "same"


def test_what_is_muted_is_no_longer_heard(real, tmp_path):
    recording, _ = real
    muted = write_muted(recording, [(0.0, recording.seconds / 2)], tmp_path / "muted")
    speech = transcribe(muted, Word(), id="c1").speech
    assert all(one.end > recording.seconds / 2 for one in speech)
    assert muted.frames == recording.frames


def test_the_echo_of_a_real_voice_is_not_the_other_speaker(real_data, tmp_path):
    said, rate = soundfile.read(real_data / "audio" / "masr_test.wav")
    echo = 0.12 * np.convolve(np.roll(said, rate // 5), [0.25, 0.5, 0.25], "same")
    path = tmp_path / "call.wav"
    soundfile.write(path, np.column_stack([said, echo]), rate)
    made = transcribe(read_recording(path), Word(), id="c1", left="customer")
    assert {one.participant for one in made.conversation.utterances} == {"customer"}
    assert made.echoes


def test_two_real_people_at_once_are_both_heard(real_data, tmp_path):
    loud, rate = soundfile.read(real_data / "audio" / "masr_test.wav")
    quiet = 0.1 * soundfile.read(real_data / "audio" / "rapidasr_0478_00017.wav")[0][: len(loud)]
    path = tmp_path / "call.wav"
    soundfile.write(path, np.column_stack([loud, quiet]), rate)
    made = transcribe(read_recording(path), Word(), id="c1", left="customer")
    assert {one.participant for one in made.conversation.utterances} == {"customer", "adviser"}
    assert made.echoes == ()
