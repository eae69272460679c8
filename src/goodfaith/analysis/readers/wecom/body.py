"""The body of a message, read without trust: members of the wrong type count as not there."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

from goodfaith.analysis.readers.bounds import (
    LONGEST_NAME,
    LONGEST_SECONDS,
    MOST_ATTACHMENTS,
)
from goodfaith.analysis.readers.json_document import parse_json
from goodfaith.analysis.readers.report import Unfit
from goodfaith.analysis.readers.storable import storable

# Where the body does not stand under the name of its message type.
_ELSEWHERE: Final = {
    "markdown": "info",
    "news": "info",
    "qydiskfile": "info",
    "voiptext": "info",
    "docmsg": "doc",
    "external_redpacket": "redpacket",
}


class Body:
    """Members of a message's body."""

    def __init__(self, members: Mapping[str, Any]) -> None:
        self._members = members

    def text(self, *names: str) -> str:
        """Return the first of the members that is a text with something in it, else ""."""
        for name in names:
            value = self._members.get(name)
            if isinstance(value, str) and value.strip():
                return storable(value)
        return ""

    def short(self, *names: str) -> str:
        """Return a text as names and addresses are kept: at most `LONGEST_NAME` code points."""
        return self.text(*names).strip()[:LONGEST_NAME]

    def number(self, *names: str) -> float | None:
        """Return the first member that is a number or digits, None for none."""
        for name in names:
            value = self._members.get(name)
            if isinstance(value, str) and len(value) <= 20 and value.isascii() and value.isdigit():
                return float(value)
            if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e18:
                return float(value) if math.isfinite(value) else None
        return None

    def seconds(self, *names: str) -> float:
        """Return a length in seconds, 0 where there is none that makes sense."""
        number = self.number(*names)
        return number if number is not None and 0 <= number <= LONGEST_SECONDS else 0.0

    def texts(self, name: str) -> list[str]:
        """Return the texts of a list."""
        value = self._members.get(name)
        items = value[:MOST_ATTACHMENTS] if isinstance(value, list) else []
        return [storable(item) for item in items if isinstance(item, str)]

    def inner(self, *names: str) -> Iterator[Body]:
        """Yield the objects of a list, bounded in number."""
        for name in names:
            value = self._members.get(name)
            if isinstance(value, list):
                yield from (Body(one) for one in value[:MOST_ATTACHMENTS] if isinstance(one, dict))
                return


def body_of(record: Mapping[str, Any], kind: str) -> Body:
    """Return the body of a message of type `kind`; the message itself where it has none."""
    for name in (kind, _ELSEWHERE.get(kind, kind)):
        if isinstance(record.get(name), dict):
            return Body(record[name])
    return Body(record)


def unfolded(item: Body) -> Body:
    """Return the body that an item of a mixed message or chat record holds, written as JSON."""
    text = item.text("content")
    try:
        content = parse_json(text)
    except Unfit:
        content = None
    return Body(content if isinstance(content, dict) else {"content": text})
