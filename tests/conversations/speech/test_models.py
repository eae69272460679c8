"""A directory is known by its files, and a bad one is refused by name before and after loading."""

import sys
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.conversations.speech import SpeechModelRefused, available
from goodfaith.conversations.speech.model_files import find_model
from goodfaith.conversations.speech.onnx_metadata import NotOnnx, onnx_metadata
from made_model import onnx


@pytest.fixture
def directory(tmp_path):
    def make(*empty, name="model", **models):
        folder = tmp_path / name
        folder.mkdir()
        for file in empty:
            (folder / file).write_text("<blk> 0\n你 1\n", "utf-8")
        for stem, content in models.items():
            (folder / f"{stem.replace('__', '.')}.onnx").write_bytes(content)
        return folder

    return make


@pytest.mark.parametrize(
    ("model_type", "kind"),
    [
        ("sense_voice_ctc", "sense_voice"),
        ("paraformer", "paraformer"),
        ("zipformer2_ctc", "zipformer_ctc"),
        ("wenet_ctc", "wenet_ctc"),
        ("telespeech_ctc", "telespeech_ctc"),
    ],
)
def test_a_single_model_says_what_it_is(directory, model_type, kind):
    assert find_model(directory("tokens.txt", model=onnx(model_type=model_type))).kind == kind


def test_a_model_that_says_nothing_is_known_by_its_directory(directory):
    folder = directory("tokens.txt", name="sherpa-onnx-paraformer-zh-2023-09-14", model=onnx())
    assert find_model(folder).kind == "paraformer"


def test_three_parts_are_a_transducer(directory):
    files = find_model(directory("tokens.txt", encoder=onnx(), decoder=onnx(), joiner=onnx()))
    assert (files.kind, set(files.parts)) == ("transducer", {"encoder", "decoder", "joiner"})


def test_two_parts_with_tokens_of_their_own_are_whisper(directory):
    models = {"base-encoder": onnx(model_type="whisper-base"), "base-decoder": onnx()}
    assert find_model(directory("base-tokens.txt", **models)).kind == "whisper"


def test_the_smaller_of_two_is_taken(directory):
    models = {"model": onnx(model_type="paraformer"), "model__int8": onnx(model_type="paraformer")}
    assert find_model(directory("tokens.txt", **models)).parts["model"].name == "model.int8.onnx"


@pytest.mark.parametrize(
    ("files", "models", "told"),
    [
        ((), {}, "no model, expected encoder"),
        (("tokens.txt",), {}, "no model"),
        ((), {"model": onnx(model_type="paraformer")}, "no tokens.txt"),
        (("tokens.txt",), {"model": onnx(model_type="tdnn")}, "model.onnx of an unknown kind"),
        (("tokens.txt",), {"model": b"hello, world"}, "model.onnx"),
        (("tokens.txt",), {"model": b""}, "model.onnx empty"),
        (("tokens.txt",), {"a": onnx(), "b": onnx()}, "a.onnx, b.onnx side by side"),
        (("tokens.txt",), {"encoder": onnx(), "joiner": onnx()}, "no decoder"),
        (("tokens.txt",), {"encoder": onnx(), "decoder": onnx()}, "encoder.onnx of an unknown"),
        (("a-tokens.txt", "b-tokens.txt"), {"model": onnx()}, "2 files"),
        (
            ("tokens.txt",),
            {"encoder": onnx(decode_chunk_len="32"), "decoder": onnx(), "joiner": onnx()},
            "of a streaming model",
        ),
    ],
)
def test_what_is_wrong_with_a_directory_is_told(directory, files, models, told):
    with pytest.raises(SpeechModelRefused, match=told):
        find_model(directory(*files, **models))


def test_all_that_is_missing_is_told_at_once(directory):
    with pytest.raises(SpeechModelRefused) as refused:
        find_model(directory(joiner=onnx()))
    found = [problem.found for problem in refused.value.problems]
    assert found == ["no encoder*.onnx", "no decoder*.onnx", "no tokens.txt"]


def test_a_streaming_model_is_known_by_name_and_one_that_is_not_too(directory):
    models = {"model": onnx(model_type="paraformer")}
    assert find_model(directory("tokens.txt", name="a-non-streaming-b", **models))
    with pytest.raises(SpeechModelRefused, match="streaming"):
        find_model(directory("tokens.txt", name="a-streaming-b", **models))


def test_the_metadata_of_a_model_is_read_without_its_weights(tmp_path):
    path = tmp_path / "model.onnx"
    path.write_bytes(onnx(model_type="paraformer", vocab_size="8404"))
    assert onnx_metadata(path) == {"model_type": "paraformer", "vocab_size": "8404"}


@given(st.binary(max_size=200))
def test_no_bytes_do_worse_than_not_be_a_model(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("bytes") / "model.onnx"
    path.write_bytes(content)
    with suppress(NotOnnx):
        onnx_metadata(path)


def test_without_a_directory_the_status_says_what_to_set():
    status = available(None)
    assert (status.code, status.ready) == ("not_configured", False)
    assert "sherpa-onnx" in status.sentence


def test_a_good_directory_is_ready(directory):
    status = available(directory("tokens.txt", model=onnx(model_type="sense_voice_ctc")))
    assert (status.code, status.kind, status.ready) == ("ready", "sense_voice", True)


def test_a_bad_directory_says_why(directory, tmp_path):
    assert "no tokens.txt" in available(directory(model=onnx())).sentence
    assert "not a directory" in available(tmp_path / "nowhere").sentence


def test_a_missing_library_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sherpa_onnx", None)
    status = available(None)
    assert (status.code, status.missing) == ("not_installed", ("sherpa-onnx",))
    assert "goodfaith[speech]" in status.sentence
