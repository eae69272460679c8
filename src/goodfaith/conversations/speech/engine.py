"""sherpa-onnx as a recogniser.

The engine ends the whole process when a model lacks what it expects of one, so a model is first
loaded on trial in a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from goodfaith.analysis.problems import Problem
from goodfaith.conversations.speech.bounds import LOADING_SECONDS
from goodfaith.conversations.speech.model_files import ModelFiles, find_model
from goodfaith.conversations.speech.recogniser import Recognised
from goodfaith.conversations.speech.refusals import SpeechModelRefused, SpeechNotInstalled
from goodfaith.conversations.speech.resampling import resampled

if TYPE_CHECKING:
    from sherpa_onnx import OfflineRecognizer

THREADS: Final = 2
RATE: Final = 16_000
"""What all models of sherpa-onnx for a stretch of speech hear."""

_LONGEST_REASON: Final = 160
_BESIDE_LETTERS: Final = "▁"


class SherpaRecogniser:
    """A loaded model. One thread at a time; the engine itself uses `THREADS`."""

    def __init__(self, files: ModelFiles, threads: int = THREADS) -> None:
        """Load without a trial: a bad model may end the process. Use `load_recogniser`."""
        self.kind = files.kind
        self.takes_hotwords = files.kind == "transducer"
        self._engine = _load(files, threads)
        self._spelled = _spellable(files.tokens) if self.takes_hotwords else frozenset()

    def recognise(
        self, samples: NDArray[np.float32], rate: int, hotwords: Sequence[str]
    ) -> Recognised:
        """Return what is said in `samples`, at any rate.

        Hot words that the model's tokens cannot spell are left out, as the engine would refuse
        the others with them.
        """
        known = [word for word in hotwords if self._spelled.issuperset(word)]
        stream = (
            self._engine.create_stream("/".join(known)) if known else self._engine.create_stream()
        )
        # Converted here, as the engine writes a line to the terminal for each stretch it converts.
        heard = np.concatenate(list(resampled([samples], rate, RATE)) or [samples])
        stream.accept_waveform(RATE, heard)
        self._engine.decode_stream(stream)
        result = stream.result
        return Recognised(
            result.text.strip(),
            tuple(result.tokens),
            tuple(result.timestamps),
            tuple(result.ys_log_probs),
        )


def load_recogniser(directory: Path, threads: int = THREADS) -> SherpaRecogniser:
    """Load the model in `directory`, after a trial that costs as much time again.

    Raises `SpeechModelRefused` with what is missing or what the engine says, `SpeechNotInstalled`
    without the extra.
    """
    files = find_model(directory)
    require_engine()
    _try_out(files)
    return SherpaRecogniser(files, threads)


def require_engine() -> None:
    """Raise `SpeechNotInstalled` where sherpa-onnx cannot be used."""
    try:
        import sherpa_onnx  # noqa: F401 - asks whether it can be
    except (ImportError, OSError) as error:
        raise SpeechNotInstalled("sherpa-onnx") from error


def _try_out(files: ModelFiles) -> None:
    command = [sys.executable, "-m", "goodfaith.conversations.speech.trial", str(files.directory)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, arguments as a list
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=LOADING_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _unloadable(files, f"not loaded in {LOADING_SECONDS} seconds") from error
    if done.returncode:
        raise _unloadable(files, _reason(done.stderr, files.directory))


def _reason(stderr: str, directory: Path) -> str:
    """The last line the engine wrote, without the folders of this machine."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    last = lines[-1] if lines else "no reason given"
    told = last.replace(f"{directory}/", "").rpartition("csrc/")[2]
    return f"refused by the engine: {told[:_LONGEST_REASON]}"


def _unloadable(files: ModelFiles, found: str) -> SpeechModelRefused:
    expected = f"a {files.kind} model of sherpa-onnx"
    problem = Problem("format_unreadable", files.directory.name, found=found, expected=expected)
    return SpeechModelRefused([problem])


def _load(files: ModelFiles, threads: int) -> OfflineRecognizer:
    from sherpa_onnx import OfflineRecognizer

    parts = {role: str(path) for role, path in files.parts.items()}
    options: dict[str, Any] = {"tokens": str(files.tokens), "num_threads": threads}
    match files.kind:
        case "transducer":
            # Only this search takes hot words.
            options |= {"decoding_method": "modified_beam_search", "modeling_unit": "cjkchar"}
            return OfflineRecognizer.from_transducer(**parts, **options)
        case "whisper":
            return OfflineRecognizer.from_whisper(**parts, **options, language="zh")
        case "paraformer":
            return OfflineRecognizer.from_paraformer(parts["model"], **options)
        case "sense_voice":
            # Numbers are read from the words as spoken, so they are not rewritten here.
            return OfflineRecognizer.from_sense_voice(**parts, **options, use_itn=False)
    return getattr(OfflineRecognizer, f"from_{files.kind}")(**parts, **options)


def _spellable(tokens: Path) -> frozenset[str]:
    """The single characters among a model's tokens, each a line `token number`."""
    with tokens.open(encoding="utf-8", errors="replace") as lines:
        found = (line.split(" ")[0].lstrip(_BESIDE_LETTERS) for line in lines)
        return frozenset(token for token in found if len(token) == 1)
