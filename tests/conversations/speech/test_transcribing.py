"""A recording becomes a conversation: in order of time, by channel, with what is missing."""

import numpy as np
import pytest

from goodfaith.analysis.conversation import Gap, Participant
from goodfaith.analysis.readers.soundness import is_sound
from goodfaith.conversations.speech import Recognised, read_recording, transcribe
from made_sound import silence, voice

QUESTION = np.concatenate([silence(0.5), voice(1), silence(4.5)])
ANSWER = np.concatenate([silence(3), voice(1, pitch=200, seed=2), silence(2)])


@pytest.fixture
def transcribed(by_loudness):
    def run(recording, recogniser, **options):
        return transcribe(recording, recogniser, id="c1", detector=by_loudness, **options)

    return run


def test_two_channels_are_adviser_and_customer_in_order_of_time(record, dictated, transcribed):
    recording = record(ANSWER, QUESTION)
    made = transcribed(recording, dictated("您好", "你好"), left="customer").conversation
    assert [(one.participant, one.text) for one in made.utterances] == [
        ("adviser", "您好"),
        ("customer", "你好"),
    ]
    assert made.utterances[0].start == pytest.approx(0.35, abs=0.05)
    assert made.participants == (
        Participant("customer", "customer"),
        Participant("adviser", "adviser"),
    )
    assert (made.speakers, made.duration, made.gaps) == ("channel", 6.0, ())
    assert is_sound(made)


def test_each_stretch_is_heard_from_its_own_channel(record, dictated, transcribed):
    recogniser = dictated("一", "二")
    transcribed(record(QUESTION, ANSWER), recogniser, left="adviser")
    (first, rate, _), (second, _, _) = recogniser.heard
    assert rate == 16_000
    assert first.max() == pytest.approx(QUESTION.max(), abs=0.01)
    assert second.max() == pytest.approx(ANSWER.max(), abs=0.01)


def test_two_channels_of_nobody_said_are_two_people_without_roles(record, dictated, transcribed):
    made = transcribed(record(QUESTION, ANSWER), dictated("一", "二")).conversation
    assert [person.role for person in made.participants] == ["unknown", "unknown"]
    assert [one.participant for one in made.utterances] == ["channel 0", "channel 1"]
    assert made.speakers == "channel"


def test_one_channel_names_nobody(record, dictated, transcribed):
    recording = record(QUESTION + ANSWER)
    made = transcribed(recording, dictated("一", "二"), left="adviser").conversation
    assert (made.speakers, made.participants) == ("unknown", ())
    assert [one.participant for one in made.utterances] == [None, None]


def test_the_same_sound_twice_is_heard_once_and_names_nobody(record, dictated, transcribed):
    both = QUESTION + ANSWER
    made = transcribed(record(both, both), dictated("一", "二"), left="adviser")
    assert [one.text for one in made.conversation.utterances] == ["一", "二"]
    assert made.conversation.speakers == "unknown"
    assert made.channels.kind == "same"


def test_a_dead_channel_is_a_gap_and_the_other_may_hold_both_voices(record, dictated, transcribed):
    made = transcribed(record(QUESTION, silence(6)), dictated("一"), left="adviser").conversation
    assert made.speakers == "unknown"
    assert made.utterances[0].participant is None
    assert made.gaps == (Gap(0.0, 6.0, "one of two channels without sound"),)


def test_a_recording_without_sound_is_all_gap(record, dictated, transcribed):
    made = transcribed(record(silence(6)), dictated()).conversation
    assert (made.utterances, made.gaps) == ((), (Gap(0.0, 6.0, "no sound"),))


def test_a_file_that_breaks_off_has_a_gap_to_the_end_it_announced(record, dictated, transcribed):
    recording = record(QUESTION)
    with recording.path.open("rb+") as file:
        file.truncate(44 + 2 * 16_000 * 3)
    made = transcribed(read_recording(recording.path), dictated("一")).conversation
    (gap,) = made.gaps
    assert (gap.start, gap.end) == (pytest.approx(3.0), pytest.approx(6.0))
    assert made.duration == pytest.approx(6.0)
    assert is_sound(made)


def test_an_mp3_that_breaks_off_has_a_gap_too(record, dictated, transcribed):
    sound = np.concatenate([voice(1), silence(59)])
    recording = record(sound + 0.002, name="call.mp3")
    content = recording.path.read_bytes()
    recording.path.write_bytes(content[: len(content) // 2])
    made = transcribed(read_recording(recording.path), dictated("一")).conversation
    assert made.gaps[0].reason == "the file breaks off"


def test_long_speech_without_words_is_a_gap_and_a_cough_is_none(record, dictated, transcribed):
    sound = np.concatenate([voice(3), silence(2), voice(0.5), silence(1)])
    made = transcribed(record(sound), dictated("", "。")).conversation
    assert made.utterances == ()
    (gap,) = made.gaps
    assert gap.reason == "speech that was not recognised"
    assert gap.end < 3.5


def test_confidences_are_the_engines(record, dictated, transcribed):
    said = Recognised("您好", ("您", "好"), (0.1, 0.4), (-0.1, -0.3))
    (told,) = transcribed(record(QUESTION), dictated(said)).conversation.utterances
    assert told.confidences == pytest.approx((np.exp(-0.1), np.exp(-0.3)))
    assert told.confidence == pytest.approx(np.exp(-0.2))
    (untold,) = transcribed(record(QUESTION), dictated("您好")).conversation.utterances
    assert (untold.confidence, untold.confidences) == (None, None)


def test_a_hot_word_in_silence_is_dropped_and_told(record, dictated, transcribed):
    # Half a second of voice, and a word heard in the hiss a second behind it.
    sound = np.concatenate([voice(0.6), silence(0.4), voice(0.3), silence(3)])
    said = Recognised("好的保本", ("好", "的", "保", "本"), (0.1, 0.3, 2.0, 2.2), (-0.1,) * 4)
    recogniser = dictated(said)
    made = transcribed(record(sound), recogniser, hotwords=["保本"])
    (utterance,) = made.conversation.utterances
    assert utterance.text == "好的"
    assert len(utterance.confidences or ()) == 2
    assert [one.word for one in made.dropped] == ["保本"]
    assert recogniser.heard[0][2] == ("保本",)


def test_a_stretch_of_dropped_words_alone_is_nobody_speaking(record, dictated, transcribed):
    said = Recognised("保本", ("保", "本"), (4.0, 4.2))
    recording = record(np.concatenate([voice(2.5), silence(4)]))
    made = transcribed(recording, dictated(said), hotwords=["保本"])
    assert made.conversation.utterances == ()
    assert made.conversation.gaps == ()


def test_progress_goes_forward_through_both_stages_to_the_end(record, dictated, transcribed):
    told = []
    transcribed(
        record(QUESTION, ANSWER),
        dictated("一", "二"),
        progress=lambda stage, share: told.append((stage, share)),
    )
    assert told == sorted(told)
    assert ("listening", 1.0) in told
    assert told[-1] == ("recognising", 1.0)


def test_what_progress_raises_ends_the_work(record, dictated, transcribed):
    class Cancelled(Exception):
        pass

    def cancel(stage, share):
        raise Cancelled

    with pytest.raises(Cancelled):
        transcribed(record(QUESTION), dictated("一"), progress=cancel)


def test_what_cannot_be_stored_is_replaced_one_for_one(record, dictated, transcribed):
    made = transcribed(record(QUESTION), dictated("您\0好"))
    assert made.conversation.utterances[0].text == "您\ufffd好"


def test_the_model_that_ships_finds_the_speech_when_none_is_given(record, dictated):
    sound = np.concatenate([silence(1), voice(2, pitch=110), silence(1.5)])
    made = transcribe(record(sound), dictated("您好"), id="c1")
    assert len(made.speech) == 1


def test_an_echo_on_the_other_channel_puts_no_words_into_a_mouth(record, dictated, transcribed):
    said = np.concatenate([silence(0.5), voice(3), silence(3)])
    echo = np.roll(0.15 * said, 16_000 // 5)
    reply = np.concatenate([silence(5), voice(1, pitch=200, seed=4), silence(0.5)])
    recogniser = dictated("这款保本", "好的")
    made = transcribed(record(said, echo + reply), recogniser, left="customer")
    assert [(one.participant, one.text) for one in made.conversation.utterances] == [
        ("customer", "这款保本"),
        ("adviser", "好的"),
    ]
    assert [one.channel for one in made.echoes] == [1]


def test_two_who_speak_at_once_are_both_heard(record, dictated, transcribed):
    loud = np.concatenate([silence(0.5), voice(3), silence(1)])
    quiet = np.concatenate([silence(0.5), 0.2 * voice(3, pitch=200, seed=8), silence(1)])
    quiet = quiet * (1.2 + np.sin(np.arange(len(quiet)) / 3_000)) / 2
    made = transcribed(record(loud, quiet), dictated(*"一二三四"), left="adviser")
    assert {one.participant for one in made.conversation.utterances} == {"adviser", "customer"}
    assert made.echoes == ()


def test_a_long_monologue_beside_a_channel_of_noise_names_nobody(record, dictated, transcribed):
    noise = 0.003 * np.random.default_rng(1).standard_normal(40 * 16_000)
    talk = np.concatenate([voice(35), silence(5)])
    made = transcribed(record(talk, noise), dictated("一", "二", "三"), left="adviser")
    assert (made.channels.kind, made.conversation.speakers) == ("one_silent", "unknown")
    assert made.conversation.gaps[0].reason == "one of two channels without a voice"


def test_a_short_greeting_nobody_answers_is_still_the_advisers(record, dictated, transcribed):
    noise = 0.003 * np.random.default_rng(1).standard_normal(6 * 16_000)
    made = transcribed(record(QUESTION, noise), dictated("您好"), left="adviser").conversation
    assert made.utterances[0].participant == "adviser"
