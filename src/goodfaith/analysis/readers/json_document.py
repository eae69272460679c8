"""One JSON document from bytes or text, with its depth known before it is parsed."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from goodfaith.analysis.readers.bounds import DEEPEST_JSON, LONGEST_DOCUMENT_BYTES
from goodfaith.analysis.readers.report import Unfit
from goodfaith.analysis.readers.storable import without_lone_surrogates

_TOKEN: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[{]+|[\]}]+', re.DOTALL)


def parse_json(source: bytes | str) -> object:
    """Return the value that `source` holds.

    Raises `Unfit` with code too_many, too_deep or json_invalid. Bytes are UTF-8. Escapes of half
    a surrogate pair are read as U+FFFD.
    """
    data = source.encode("utf-8", "replace") if isinstance(source, str) else source
    if len(data) > LONGEST_DOCUMENT_BYTES:
        expected = f"at most {LONGEST_DOCUMENT_BYTES:,} bytes of JSON"
        raise Unfit(expected, f"{len(data):,} bytes", "too_many")
    if is_deeper_than(data, DEEPEST_JSON):
        raise Unfit(f"at most {DEEPEST_JSON} levels", "nested deeper", "too_deep")
    try:
        return msgspec.json.decode(without_lone_surrogates(data))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unfit("valid JSON", _where(error), "json_invalid") from None


def is_deeper_than(data: bytes, levels: int) -> bool:
    """Whether more than `levels` objects and lists stand inside one another."""
    if data.count(b"{") + data.count(b"[") <= levels:
        return False
    depth = 0
    for token in _TOKEN.finditer(data):
        first = data[token.start()]
        if first in b"[{":
            depth += token.end() - token.start()
            if depth > levels:
                return True
        elif first in b"]}":
            depth -= token.end() - token.start()
    return False


def _where(error: Exception) -> str:
    # The parser's own words may quote the input; its byte position does not.
    found = re.search(r"\(byte (\d+)\)", str(error))
    return f"not JSON at byte {int(found[1]) + 1:,}" if found else "not JSON"
