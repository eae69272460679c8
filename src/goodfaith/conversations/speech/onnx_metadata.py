"""What an ONNX file says of itself, without loading it.

An ONNX file is one protocol buffer message, `ModelProto` of onnx.proto: field 7 is the graph with
the weights, field 14 a text pair of `metadata_props`. The graph is stepped over, not read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from goodfaith.conversations.speech.bounds import LONGEST_METADATA_BYTES, MOST_MODEL_FIELDS

_METADATA: Final = 14
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_LONGEST_VARINT: Final = 10


class NotOnnx(ValueError):
    """Not a protocol buffer message, or one that breaks off."""


def onnx_metadata(path: Path) -> dict[str, str]:
    """Return the metadata of a model; raises `NotOnnx` for a file that cannot be one."""
    found: dict[str, str] = {}
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        for number, length in _fields(file, size):
            if number == _METADATA and length <= LONGEST_METADATA_BYTES:
                key, value = _pair(file.read(length))
                found[key] = value
            else:
                file.seek(length, os.SEEK_CUR)
    if not size:
        raise NotOnnx("empty")
    return found


def _fields(file: BinaryIO, size: int) -> Iterator[tuple[int, int]]:
    """Yield number and length of each field; the reader has to step over what it holds."""
    for _ in range(MOST_MODEL_FIELDS):
        if file.tell() >= size:
            return
        tag = _varint(file)
        length = _length(file, tag & 7)
        if not tag >> 3 or file.tell() + length > size:
            raise NotOnnx("breaks off")
        yield tag >> 3, length
    raise NotOnnx("too many fields")


def _length(file: BinaryIO, wire_type: int) -> int:
    if wire_type == _VARINT:
        _varint(file)
        return 0
    if wire_type == _BYTES:
        return _varint(file)
    if wire_type in (_FIXED32, _FIXED64):
        return 4 if wire_type == _FIXED32 else 8
    raise NotOnnx(f"wire type {wire_type}")


def _varint(file: BinaryIO) -> int:
    value = 0
    for shift in range(0, 7 * _LONGEST_VARINT, 7):
        byte = file.read(1)
        if not byte:
            raise NotOnnx("breaks off")
        value |= (byte[0] & 0x7F) << shift
        if byte[0] < 0x80:
            return value
    raise NotOnnx("a number without end")


def _pair(entry: bytes) -> tuple[str, str]:
    """Read a `StringStringEntryProto`: field 1 the key, field 2 the value."""
    parts = {1: "", 2: ""}
    stream = BytesIO(entry)
    for number, length in _fields(stream, len(entry)):
        parts[number] = stream.read(length).decode("utf-8", "replace")
    return parts[1], parts[2]
