"""Text as it is stored: what a database, Parquet or UTF-8 cannot hold is replaced one for one.

NUL, the other control characters except tab and line ends, and lone surrogates each become
U+FFFD, so that offsets stay what they were.
"""

from __future__ import annotations

import re
from typing import Final

REPLACEMENT: Final = "\ufffd"
UNSTORABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

_UNNAMEABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")

_ESCAPE: Final = re.compile(
    rb"\\(?:u[dD][89aAbB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # a pair: kept
    rb"|(u[dD][89a-fA-F][0-9a-fA-F]{2})"  # half of one: replaced
    rb"|.)",
    re.DOTALL,
)


def storable(text: str) -> str:
    """Return `text` with what cannot be stored replaced; same length in code points."""
    return UNSTORABLE.sub(REPLACEMENT, text)


def is_storable(text: str) -> bool:
    """Whether `storable` would leave the text as it is."""
    return UNSTORABLE.search(text) is None


def is_nameable(text: str) -> bool:
    """Whether a text can be an id or a label: one line, no control characters, nothing around."""
    return _UNNAMEABLE.search(text) is None and text == text.strip()


def without_lone_surrogates(json: bytes) -> bytes:
    r"""Return JSON in which escapes of half a surrogate pair are written `\ufffd`."""
    return _ESCAPE.sub(_mended, json)


def _mended(escape: re.Match[bytes]) -> bytes:
    return rb"\ufffd" if escape[1] else escape[0]
