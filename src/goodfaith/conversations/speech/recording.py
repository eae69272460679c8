"""A recording on disk: checked before it is used, decoded block by block, never whole.

Reads WAV (PCM, float, A-law, µ-law, ADPCM, GSM), FLAC, OGG and MP3. The header is believed for
length and rate; what turns out to be missing behind it is told by `Recording.missing_seconds` or
by a block that cannot be decoded.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from goodfaith.analysis.problems import Problem
from goodfaith.conversations.speech.bounds import (
    BLOCK_FRAMES,
    HIGHEST_RATE,
    LARGEST_RECORDING_BYTES,
    LONGEST_RECORDING_SECONDS,
    LOWEST_RATE,
    MOST_CHANNELS,
)
from goodfaith.conversations.speech.refusals import RecordingRefused, SpeechNotInstalled
from goodfaith.conversations.speech.riff import missing_share

if TYPE_CHECKING:
    import soundfile

Samples = NDArray[np.float32]

_FORMATS: Final = {"WAV", "WAVEX", "RF64", "FLAC", "OGG", "MP3"}
_EXPECTED: Final = "a WAV, FLAC, OGG or MP3 recording"


class Recording(msgspec.Struct, frozen=True):
    """What a recording's header says. `rate` is frames a second, a frame one sample a channel.

    `missing_seconds` is how much of the end its header announces and the file does not hold.
    """

    path: Path
    format: str
    encoding: str
    rate: int
    channels: int
    frames: int
    missing_seconds: float = 0.0

    @property
    def seconds(self) -> float:
        return self.frames / self.rate


def read_recording(path: Path) -> Recording:
    """Check a file and return what it is. Nothing but its header is decoded.

    Raises `RecordingRefused` with every bound that it breaks, `SpeechNotInstalled` without the
    extra.
    """
    _require_a_file(path)
    with opened(path) as sound:
        recording = Recording(
            path, sound.format, sound.subtype, sound.samplerate, sound.channels, sound.frames
        )
    problems = tuple(_problems(recording))
    if problems:
        raise RecordingRefused(problems)
    missing = min(recording.seconds * missing_share(path), LONGEST_RECORDING_SECONDS)
    return msgspec.structs.replace(recording, missing_seconds=missing)


def blocks(recording: Recording, frames: int = BLOCK_FRAMES) -> Iterator[Samples]:
    """Yield the recording in order as arrays (frames, channels) in -1 to 1, reused by nobody.

    Never more frames than the header says. Raises `RecordingRefused` at what cannot be decoded.
    """
    with opened(recording.path) as sound:
        left = recording.frames
        while left > 0:
            block = samples_of(recording, sound, min(frames, left))
            if not len(block):
                return
            left -= len(block)
            yield block


def _require_a_file(path: Path) -> None:
    if not path.is_file():
        raise RecordingRefused([_unreadable(path, "not a file", _EXPECTED)])
    size = path.stat().st_size
    if not 0 < size <= LARGEST_RECORDING_BYTES:
        found = f"{size:,} bytes"
        expected = f"between 1 and {LARGEST_RECORDING_BYTES:,}"
        raise RecordingRefused([_unreadable(path, found, expected)])


@contextmanager
def opened(path: Path) -> Iterator[soundfile.SoundFile]:
    """Open a file for decoding from its start."""
    try:
        import soundfile

        from goodfaith.conversations.speech.forward import ForwardSound
    except (ImportError, OSError) as error:  # OSError: the wheel without its libsndfile
        raise SpeechNotInstalled("soundfile") from error
    # A descriptor, not a name: what a file is called must not decide how it is decoded.
    with path.open("rb", buffering=0) as file:
        try:
            sound = ForwardSound(file.fileno(), closefd=False)
        except (soundfile.LibsndfileError, ValueError, TypeError) as error:
            problem = _unreadable(path, "not a recording", _EXPECTED, "format_unknown")
            raise RecordingRefused([problem]) from error
        with sound:
            yield sound


def samples_of(recording: Recording, sound: soundfile.SoundFile, frames: int) -> Samples:
    """Return the next frames between -1 and 1.

    Float encodings may hold anything; a NaN would spread over everything computed from it.
    """
    block = decoded(recording, sound, frames, "float32")
    bounded: Samples = np.clip(np.nan_to_num(block, nan=0.0), -1.0, 1.0)
    return bounded


def decoded(
    recording: Recording, sound: soundfile.SoundFile, frames: int, dtype: str
) -> NDArray[Any]:
    """Return the next frames as they are stored, fewer or none at the end."""
    try:
        block: NDArray[Any] = sound.read(frames, dtype=dtype, always_2d=True)
    except RuntimeError as error:  # LibsndfileError is one
        found = "not decodable to its end"
        raise RecordingRefused([_unreadable(recording.path, found, "sound")]) from error
    return block


def _problems(recording: Recording) -> Iterator[Problem]:
    name = recording.path.name
    if recording.format not in _FORMATS:
        yield _unreadable(recording.path, recording.format, _EXPECTED, "format_unknown")
    if not 1 <= recording.channels <= MOST_CHANNELS:
        expected = f"between 1 and {MOST_CHANNELS}"
        yield Problem("too_many", name, "", "channels", str(recording.channels), expected)
    if not LOWEST_RATE <= recording.rate <= HIGHEST_RATE:
        expected = f"between {LOWEST_RATE:,} and {HIGHEST_RATE:,} a second"
        yield Problem("field_invalid", name, "", "sample rate", f"{recording.rate:,}", expected)
    elif not 0 < recording.seconds <= LONGEST_RECORDING_SECONDS:
        expected = f"above 0 and at most {LONGEST_RECORDING_SECONDS:,.0f} seconds"
        found = f"{recording.seconds:,.1f} seconds"
        yield Problem("field_invalid", name, "", "duration", found, expected)


def _unreadable(path: Path, found: str, expected: str, code: str = "format_unreadable") -> Problem:
    return Problem(code, path.name, found=found, expected=expected)
