"""Which encoding a text file is in: UTF-8 with or without BOM, or GB18030, by its first block."""

from __future__ import annotations

import codecs
from typing import Final, Literal

Encoding = Literal["utf-8", "gb18030"]

BOM: Final = codecs.BOM_UTF8
EXPECTED: Final = "UTF-8 or GB18030"


def encoding_of(head: bytes) -> Encoding | None:
    """Return the encoding of a file that begins with `head`, None when it is neither.

    A block cut through a character counts as whole. Text of both kinds at once (ASCII) is UTF-8.
    Where some lines are damaged, the encoding of at least half of them decides, UTF-8 first:
    text in GB18030 is hardly ever valid UTF-8, while the reverse happens.
    """
    if head.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)):
        return None
    candidates: tuple[Encoding, ...] = ("utf-8", "gb18030")
    for encoding in candidates:
        if _decodes(head, encoding):
            return encoding
    lines = [line for line in head.split(b"\n") if not line.isascii()]
    for encoding in candidates:
        if 2 * sum(_decodes(line, encoding) for line in lines) >= len(lines):
            return encoding
    return None


def _decodes(part: bytes, encoding: Encoding) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(part, final=False)
    except UnicodeDecodeError:
        return False
    return True
