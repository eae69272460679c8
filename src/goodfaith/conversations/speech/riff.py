"""How much of its sound a WAV file announces and does not hold: an upload that broke off.

Decoders shorten such a file without a word, and what was said at its end would count as not said.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO, Final

_UNKNOWN_LENGTHS: Final = (0, 0xFFFFFFFF, 0x7FFFFFFF, 0x7FFFF000, 0x80000000)
"""What programs write that stream a WAV and never come back to fill its length in."""

_MOST_CHUNKS: Final = 1_000


def missing_share(path: Path) -> float:
    """Return how much sound is missing at the end, as a share of what is there.

    1.0 is as much again; 0.0 where nothing is missing, nothing is there or the format is another.
    """
    with path.open("rb") as file:
        head = file.read(12)
        if head[:4] != b"RIFF" or head[8:] != b"WAVE":
            return 0.0
        return _missing(file, path.stat().st_size)


def _missing(file: BinaryIO, size: int) -> float:
    for _ in range(_MOST_CHUNKS):
        head = file.read(8)
        if len(head) < 8:
            return 0.0
        name, length = struct.unpack("<4sI", head)
        if name == b"data":
            held = size - file.tell()
            known = length not in _UNKNOWN_LENGTHS and held > 0
            return max(0, length - held) / held if known else 0.0
        file.seek(length + length % 2, 1)
    return 0.0
