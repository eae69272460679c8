"""Which recogniser a directory holds, by the names of its files and what the models say.

The directories are those that sherpa-onnx publishes, unpacked. Only models that hear a stretch of
speech at once are used; streaming ones are refused, they hear worse.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Literal

import msgspec

from goodfaith.analysis.problems import Problem
from goodfaith.conversations.speech.onnx_metadata import NotOnnx, onnx_metadata
from goodfaith.conversations.speech.refusals import SpeechModelRefused

ModelKind = Literal[
    "transducer",
    "whisper",
    "paraformer",
    "sense_voice",
    "zipformer_ctc",
    "wenet_ctc",
    "telespeech_ctc",
]

_EXPECTED: Final = (
    "encoder, decoder and joiner of a transducer, encoder and decoder of Whisper, or the model of "
    "Paraformer, SenseVoice, Zipformer CTC, WeNet CTC or TeleSpeech, with tokens.txt"
)
_SINGLE: Final[dict[str, ModelKind]] = {
    "sense_voice_ctc": "sense_voice",
    "paraformer": "paraformer",
    "zipformer2_ctc": "zipformer_ctc",
    "zipformer_ctc": "zipformer_ctc",
    "wenet_ctc": "wenet_ctc",
    "telespeech_ctc": "telespeech_ctc",
}
"""`model_type` as the published export scripts write it."""

_NAMED: Final[dict[str, ModelKind]] = {
    "sense-voice": "sense_voice",
    "sensevoice": "sense_voice",
    "paraformer": "paraformer",
    "zipformer-ctc": "zipformer_ctc",
    "telespeech": "telespeech_ctc",
    "wenet": "wenet_ctc",
}
"""What the name of a directory tells where the model itself does not."""

_STREAMING_KEY: Final = "decode_chunk_len"


class ModelFiles(msgspec.Struct, frozen=True):
    """The files of one recogniser: `parts` by their role (model, or encoder, decoder, joiner)."""

    directory: Path
    kind: ModelKind
    tokens: Path
    parts: dict[str, Path]


def find_model(directory: Path) -> ModelFiles:
    """Return the recogniser in `directory`.

    Of a part that is there twice the `int8` one is taken: a quarter of the size, twice as fast,
    hardly worse. Raises `SpeechModelRefused` with everything that is missing or wrong.
    """
    if not directory.is_dir():
        raise _refused(directory, ["not a directory"], "the directory of a sherpa-onnx model")
    onnx = sorted(path for path in directory.glob("*.onnx") if path.is_file())
    roles = {role: _of_role(onnx, role) for role in ("encoder", "decoder", "joiner")}
    others = [path for path in onnx if not any(path in paths for paths in roles.values())]
    if roles["joiner"] or (roles["encoder"] and roles["decoder"]) or not others:
        return _of_parts(directory, {role: paths for role, paths in roles.items() if paths})
    return _of_one(directory, others)


def _of_role(paths: Sequence[Path], role: str) -> list[Path]:
    return [path for path in paths if role in path.name.lower()]


def _of_parts(directory: Path, roles: dict[str, list[Path]]) -> ModelFiles:
    kind: ModelKind = "transducer" if "joiner" in roles else "whisper"
    wanted = ("encoder", "decoder", "joiner") if kind == "transducer" else ("encoder", "decoder")
    if not roles:
        raise _refused(directory, ["no model"], _EXPECTED)
    missing = [f"no {role}*.onnx" for role in wanted if role not in roles]
    missing += [] if _tokens(directory) else ["no tokens.txt"]
    if missing:
        raise _refused(directory, missing, _EXPECTED)
    parts = {role: _chosen(roles[role]) for role in wanted}
    files = ModelFiles(directory, kind, _tokens(directory)[0], parts)
    _require_known_parts(files)
    return files


def _of_one(directory: Path, onnx: list[Path]) -> ModelFiles:
    tokens = _tokens(directory)
    if not tokens:
        raise _refused(directory, ["no tokens.txt"], _EXPECTED)
    model = _chosen(onnx)
    metadata = _metadata(directory, model)
    kind = _SINGLE.get(metadata.get("model_type", "")) or _named(directory)
    if kind is None:
        found = f"{model.name} of an unknown kind"
        raise _refused(directory, [found], _EXPECTED)
    _refuse_streaming(directory, model, metadata)
    return ModelFiles(directory, kind, tokens[0], {"model": model})


def _require_known_parts(files: ModelFiles) -> None:
    encoder = files.parts["encoder"]
    metadata = _metadata(files.directory, encoder)
    _refuse_streaming(files.directory, encoder, metadata)
    kind = metadata.get("model_type", "")
    named = files.tokens.name != "tokens.txt" or "whisper" in files.directory.name.lower()
    if files.kind == "whisper" and not (kind.startswith("whisper") or (not kind and named)):
        found = f"{encoder.name} of an unknown kind"
        raise _refused(files.directory, [found], _EXPECTED)


def _refuse_streaming(directory: Path, model: Path, metadata: dict[str, str]) -> None:
    if _STREAMING_KEY in metadata or "streaming" in _words(directory.name):
        found = f"{model.name} of a streaming model"
        raise _refused(directory, [found], "a model that is not a streaming one")


def _words(name: str) -> list[str]:
    parts = name.lower().split("-")
    # "non-streaming" is in the names of those we want.
    return [part for before, part in zip(["", *parts], parts, strict=False) if before != "non"]


def _tokens(directory: Path) -> list[Path]:
    """Return the one list of tokens, in a list; nothing when there is none."""
    plain = directory / "tokens.txt"
    found = [plain] if plain.is_file() else sorted(directory.glob("*-tokens.txt"))
    if len(found) > 1:
        raise _refused(directory, [f"{len(found)} files *-tokens.txt"], "one")
    return found


def _chosen(paths: list[Path]) -> Path:
    small = [path for path in paths if "int8" in path.name.lower()]
    if len(small or paths) > 1:
        names = ", ".join(path.name for path in small or paths)
        raise _refused(paths[0].parent, [f"{names} side by side"], "one of them")
    return (small or paths)[0]


def _metadata(directory: Path, model: Path) -> dict[str, str]:
    try:
        return onnx_metadata(model)
    except NotOnnx as error:
        raise _refused(directory, [f"{model.name} {error}"], "an ONNX model") from error


def _named(directory: Path) -> ModelKind | None:
    name = directory.resolve().name.lower()
    return next((kind for part, kind in _NAMED.items() if part in name), None)


def _refused(directory: Path, found: Sequence[str], expected: str) -> SpeechModelRefused:
    return SpeechModelRefused(_problems(directory, found, expected))


def _problems(directory: Path, found: Sequence[str], expected: str) -> Iterator[Problem]:
    for one in found:
        yield Problem("format_unreadable", directory.name, found=one, expected=expected)
