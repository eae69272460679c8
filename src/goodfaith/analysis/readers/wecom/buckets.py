"""Sorts messages by chat without holding them all: into buckets that spill to disk.

Each chat lies whole in one bucket, so that one bucket at a time is read back. Memory is bounded
by `BUCKETS` times `BYTES_IN_MEMORY` while an archive is read and by one bucket afterwards; a
bucket of more than `LONGEST_BUCKET_BYTES` is refused. Temporary files have no name and vanish
with the process.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import Final, Self
from zlib import crc32

import msgspec

from goodfaith.analysis.readers.wecom.message import Message

BUCKETS: Final = 128
BYTES_IN_MEMORY: Final = 1 << 19
LONGEST_BUCKET_BYTES: Final = 128 << 20

_DECODER: Final = msgspec.json.Decoder(Message)


class Overfull(Exception):
    """A bucket holds more than can be sorted in memory."""


class Buckets:
    """Messages by chat; use as a context so that files are closed."""

    def __init__(self, longest: int = LONGEST_BUCKET_BYTES) -> None:
        self._longest = longest
        self._files: dict[int, SpooledTemporaryFile[bytes]] = {}
        self._sizes: dict[int, int] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def add(self, message: Message) -> None:
        """Put a message into the bucket of its thread; what overfills one is only counted."""
        number = crc32(message.thread.encode("utf-8", "replace")) % BUCKETS
        if number not in self._files:
            file = SpooledTemporaryFile[bytes](max_size=BYTES_IN_MEMORY)
            self._files[number] = self._open.enter_context(file)
        line = msgspec.json.encode(message) + b"\n"
        self._sizes[number] = self._sizes.get(number, 0) + len(line)
        if self._sizes[number] <= self._longest:
            self._files[number].write(line)

    def numbers(self) -> list[int]:
        """Return the buckets that hold something, always in the same order."""
        return sorted(self._files)

    def threads(self, number: int) -> Iterator[tuple[str, list[Message]]]:
        """Yield the chats of a bucket in order of their names.

        Raises `Overfull` when the bucket was given more than it may hold.
        """
        if self._sizes[number] > self._longest:
            raise Overfull
        chats: dict[str, list[Message]] = {}
        self._files[number].seek(0)
        for line in self._files[number]:
            message = _DECODER.decode(line)
            chats.setdefault(message.thread, []).append(message)
        yield from sorted(chats.items())
