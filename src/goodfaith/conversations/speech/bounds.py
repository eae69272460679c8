"""Every bound on recordings in one place.

What exceeds a bound is refused with a problem that names it. The numbers are ours: far above what
calls and meetings reach, far below what hurts a machine.
"""

from __future__ import annotations

from typing import Final

LARGEST_RECORDING_BYTES: Final = 2 << 30
LONGEST_RECORDING_SECONDS: Final = 8 * 3600.0
MOST_CHANNELS: Final = 2
LOWEST_RATE: Final = 8_000
HIGHEST_RATE: Final = 192_000
"""Samples a second: from the telephone to studio equipment."""

BLOCK_FRAMES: Final = 1 << 16
"""Frames decoded at a time: 8 seconds of telephone, half a megabyte for two channels."""

LONGEST_SEGMENT_SECONDS: Final = 20.0
"""Longer stretches of speech are cut, at their quietest place where there is one.

Whisper hears 30 seconds at a time; the others slow down with the square of the length.
"""

LONGEST_METADATA_BYTES: Final = 1 << 20
MOST_MODEL_FIELDS: Final = 10_000
"""An ONNX file: one entry of its metadata, and its outermost fields."""

MOST_HOTWORDS: Final = 1_000
LONGEST_HOTWORD: Final = 40
LOADING_SECONDS: Final = 180
"""How long the trial load of a model may take."""
