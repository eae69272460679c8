"""The engine itself, on models written by hand: what it tells, and what it refuses."""

import sys

import numpy as np
import pytest

from goodfaith.conversations.speech import (
    SpeechModelRefused,
    SpeechNotInstalled,
    load_recogniser,
    transcribe,
)
from goodfaith.conversations.speech import engine as engines
from goodfaith.conversations.speech.engine import _spellable
from made_model import loud_or_not, loud_or_not_transducer, onnx
from made_sound import silence, voice

TWICE = np.concatenate([silence(1), voice(1), silence(0.5), voice(0.5)])


@pytest.fixture(scope="module")
def recogniser(tmp_path_factory):
    return load_recogniser(loud_or_not(tmp_path_factory.mktemp("ctc")))


@pytest.fixture(scope="module")
def transducer(tmp_path_factory):
    return load_recogniser(loud_or_not_transducer(tmp_path_factory.mktemp("transducer")))


@pytest.mark.parametrize("rate", [8_000, 16_000, 48_000])
def test_words_and_their_times_are_those_of_the_engine(recogniser, rate):
    sound = np.concatenate([silence(1, rate), voice(1, rate), silence(0.5, rate), voice(0.5, rate)])
    said = recogniser.recognise(sound, rate, ())
    assert said.text == "响响"
    assert said.starts == pytest.approx((1.0, 2.5), abs=0.06)


def test_an_engine_that_tells_no_probabilities_gets_none(recogniser):
    assert recogniser.recognise(TWICE, 16_000, ()).log_probabilities == ()


def test_a_transducer_tells_the_probability_of_each_token(transducer):
    said = transducer.recognise(TWICE, 16_000, ())
    assert len(said.log_probabilities) == len(said.tokens) > 2
    assert all(-1 < share <= 0 for share in said.log_probabilities)


def test_only_a_transducer_takes_hot_words(recogniser, transducer):
    assert transducer.takes_hotwords
    assert not recogniser.takes_hotwords
    assert recogniser.recognise(TWICE, 16_000, ("响",)).text == "响响"


def test_hot_words_that_the_tokens_cannot_spell_do_no_harm(transducer):
    plain = transducer.recognise(TWICE, 16_000, ())
    assert transducer.recognise(TWICE, 16_000, ("保本", "静响", "IRR")).tokens == plain.tokens


@pytest.mark.parametrize("samples", [0, 1, 100])
def test_next_to_no_sound_is_no_words(recogniser, samples):
    assert recogniser.recognise(np.zeros(samples, np.float32), 16_000, ()).text == ""


def test_a_call_is_transcribed_from_the_file_to_the_conversation(record, transducer):
    adviser = np.concatenate([silence(1), voice(2, pitch=110), silence(4)])
    customer = np.concatenate([silence(4.5), voice(1.5, pitch=110, seed=0), silence(1)])
    made = transcribe(record(adviser, customer), transducer, id="c1", left="adviser")
    said = made.conversation.utterances
    assert [one.participant for one in said] == ["adviser", "customer"]
    assert all(set(one.text) == {"响"} for one in said)
    assert all(0.3 < (one.confidence or 0) <= 1 for one in said)


@pytest.mark.parametrize("kind", ["paraformer", "sense_voice_ctc", "telespeech_ctc"])
def test_a_model_at_which_the_engine_ends_the_process_is_only_refused(tmp_path, kind):
    (tmp_path / "model.onnx").write_bytes(onnx(model_type=kind))
    (tmp_path / "tokens.txt").write_text("<blk> 0\n你 1\n", "utf-8")
    with pytest.raises(SpeechModelRefused, match="refused by the engine") as refused:
        load_recogniser(tmp_path)
    assert str(tmp_path.parent) not in str(refused.value)


def test_a_transducer_that_is_none_is_only_refused(tmp_path):
    folder = loud_or_not_transducer(tmp_path)
    (folder / "joiner.onnx").write_bytes(onnx())
    with pytest.raises(SpeechModelRefused, match="refused by the engine"):
        load_recogniser(folder)


def test_tokens_that_are_none_are_only_refused(tmp_path):
    folder = loud_or_not(tmp_path)
    (folder / "tokens.txt").write_text("not a list of tokens", "utf-8")
    with pytest.raises(SpeechModelRefused, match="refused by the engine"):
        load_recogniser(folder)


def test_a_model_that_takes_too_long_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(engines, "LOADING_SECONDS", 0.001)
    with pytest.raises(SpeechModelRefused, match="not loaded in"):
        load_recogniser(loud_or_not(tmp_path))


def test_a_missing_engine_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "sherpa_onnx", None)
    with pytest.raises(SpeechNotInstalled, match=r"goodfaith\[speech\]"):
        load_recogniser(loud_or_not(tmp_path))


def test_what_the_tokens_can_spell_is_known(tmp_path):
    path = tmp_path / "tokens.txt"
    path.write_text("<blk> 0\n▁保 1\n本 2\nTHE 3\n", "utf-8")
    assert _spellable(path) == {"保", "本"}
