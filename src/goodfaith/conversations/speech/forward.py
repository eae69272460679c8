"""A recording that is only ever decoded forward. Imports soundfile, so import this where used."""

from __future__ import annotations

import soundfile


class ForwardSound(soundfile.SoundFile):  # type: ignore[misc]  # the library has no types
    """Never jumps. soundfile jumps to where it is after each read of a file that allows it.

    A lossy decoder loses what it kept of the frames before: an MP3 read block by block would
    crackle at every block, and differ with the size of blocks.
    """

    def seekable(self) -> bool:
        return False
