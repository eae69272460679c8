"""A copy of a recording with some seconds silenced, for those who may not hear them."""

from __future__ import annotations

import math
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from goodfaith.conversations.speech.bounds import BLOCK_FRAMES
from goodfaith.conversations.speech.recording import (
    Recording,
    decoded,
    opened,
    read_recording,
)

Frames = tuple[int, int]

_KEPT: Final = {
    "PCM_U8": "int16",
    "PCM_S8": "int16",
    "PCM_16": "int16",
    "PCM_24": "int32",
    "PCM_32": "int32",
    "FLOAT": "float32",
    "DOUBLE": "float64",
}
"""Encodings that are written as they were, and the type that carries their samples exactly."""


def muted_format(recording: Recording) -> tuple[str, str]:
    """Return format and encoding of the copy: ("WAV", "PCM_16") and the like.

    Uncompressed and FLAC recordings stay what they are; all others become FLAC of 16 bits, as
    coding them again would change every sample.
    """
    if recording.encoding in _KEPT:
        return recording.format, recording.encoding
    return "FLAC", "PCM_16"


def write_muted(
    recording: Recording, spans: Iterable[tuple[float, float]], target: Path
) -> Recording:
    """Write the recording to `target` with the seconds of `spans` silent on every channel.

    `spans` are (start, end) in seconds, in any order; an end may be infinite. A sample that a span
    touches is silent, every other one is what it was. Nothing else is copied: tags may name
    people. `target` appears when it is complete, or not at all. Raises `ValueError` for a span
    that is no span, `RecordingRefused` where the recording cannot be decoded.
    """
    silent = _frames(spans, recording)
    folder = target.parent
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=".muting-")
    os.close(descriptor)
    half = Path(name)
    try:
        _write(recording, silent, half)
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)
    return read_recording(target)


def _frames(spans: Iterable[tuple[float, float]], recording: Recording) -> list[Frames]:
    frames = []
    for start, end in spans:
        if math.isnan(start) or math.isnan(end) or end < start:
            raise ValueError(f"a span ends at {end:g}, expected at least its start, {start:g}")
        first = math.floor(max(0.0, min(start, recording.seconds)) * recording.rate)
        last = math.ceil(max(0.0, min(end, recording.seconds)) * recording.rate)
        frames.append((first, last))
    return sorted(frames)


def _write(recording: Recording, silent: Sequence[Frames], target: Path) -> None:
    import soundfile

    format_, encoding = muted_format(recording)
    dtype = _KEPT.get(recording.encoding, "float32")
    with (
        opened(recording.path) as sound,
        soundfile.SoundFile(
            target, "w", recording.rate, recording.channels, encoding, format=format_
        ) as copy,
    ):
        first = 0
        while first < recording.frames:
            frames = min(BLOCK_FRAMES, recording.frames - first)
            block = decoded(recording, sound, frames, dtype)
            if not len(block):
                return
            _silence(block, first, silent)
            copy.write(block if recording.encoding in _KEPT else np.clip(block, -1.0, 1.0))
            first += len(block)


def _silence(block: np.ndarray[Any, Any], first: int, silent: Sequence[Frames]) -> None:
    for start, end in silent:
        block[max(0, start - first) : max(0, end - first)] = 0
