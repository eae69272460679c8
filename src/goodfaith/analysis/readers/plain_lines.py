"""One line of a written-out conversation: who speaks, at what time, what is said.

Understood: `客服：您好`, `客服小王: 您好`, `[00:12] 客服：您好`, `客服[00:12]：您好`,
`[00:12 - 00:15] Agent: hello`, `2026-03-08 14:30:00 客户：在吗`, `【客服】您好`, and on a line of
their own `客服 00:12:03` or `00:12:03 客服`, with the words on the lines below.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

import msgspec

from goodfaith.analysis.readers.roles import names_nobody, role_of

_CLOCK: Final = r"\d{1,3}[:：]\d{1,2}(?:[:：]\d{1,2})?(?:[.,]\d{1,6})?"
_DAY: Final = r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?"


def _stamp(name: str) -> str:
    return (
        rf"[\[(（【<]?\s?(?P<{name}>(?:{_DAY}[ T]{{1,2}})?{_CLOCK})"
        rf"(?:\s?(?:-->|[-–—~至到])\s?(?P<{name}_until>{_CLOCK}))?\s?[\])）】>]?"
    )


_PERSON: Final = (
    r"(?:[^\W\d_]|[A-Za-z])[\w\-·#*]{0,19}"
    r"(?: (?!\d{1,4}[:：\-/]\d)[A-Za-z0-9][\w.]{0,19}){0,2}"
    r"(?:\s?[(（\[](?!\d{1,4}[:：\-/]\d)[^()（）\[\]]{1,20}[)）\]])?"
)
_SPOKEN: Final = re.compile(
    rf"\s{{0,20}}(?:{_stamp('before')}\s{{0,5}})?(?P<label>{_PERSON})\s{{0,5}}"
    rf"(?:{_stamp('after')}\s{{0,5}})?[:：](?!//)\s{{0,20}}"
)
_BRACKETED: Final = re.compile(
    rf"\s{{0,20}}(?:{_stamp('before')}\s{{0,5}})?[【\[<](?P<label>{_PERSON})[】\]>]\s{{0,5}}[:：]?\s{{0,20}}"
)
_ALONE: Final = re.compile(
    rf"\s{{0,20}}(?:(?P<label>{_PERSON})\s{{1,5}}{_stamp('after')}"
    rf"|{_stamp('before')}\s{{1,5}}(?P<named>{_PERSON}))\s{{0,20}}[:：]?"
)
_LONGEST_MARK: Final = 120


class Mark(msgspec.Struct, frozen=True, gc=False):
    """What stands before the words of a line. `words` is where in the line they begin."""

    label: str
    words: int
    stamp: str = ""
    until: str = ""

    @property
    def is_sure(self) -> bool:
        """Whether this is a speaker whatever the other lines say: a known role, or a time."""
        return bool(self.stamp) or self.is_known

    @property
    def is_known(self) -> bool:
        """Whether the label is a listed role or a numbered voice."""
        return role_of(self.label) != "unknown" or names_nobody(self.label)


def mark_of(line: str) -> Mark | None:
    """Return what may be a speaker's mark at the beginning of a line."""
    head = line[:_LONGEST_MARK]
    if (found := _ALONE.fullmatch(head)) and len(line) <= _LONGEST_MARK:
        return _mark(found, found["label"] or found["named"], len(line))
    if found := _SPOKEN.match(head):
        return _mark(found, found["label"], found.end())
    if found := _BRACKETED.match(head):
        mark = _mark(found, found["label"], found.end())
        return mark if mark.is_known else None
    return None


def _mark(found: re.Match[str], label: str, words: int) -> Mark:
    parts = found.groupdict()
    stamp = parts.get("before") or parts.get("after") or ""
    until = parts.get("before_until") or parts.get("after_until") or ""
    return Mark(label.strip(), words, stamp, until)


def speakers_among(marks: Iterable[Mark | None]) -> frozenset[str]:
    """Return which labels of a conversation are speakers.

    A listed role, a numbered voice and a label with a time are. Another word before a colon is one
    when it stands there twice, or when every line begins with a word and none is a listed role:
    注意：… among the words of 客服 is not.
    """
    found = list(marks)
    every = all(mark is not None and not mark.is_known for mark in found)
    times = Counter(mark.label for mark in found if mark is not None)
    sure = {mark.label for mark in found if mark is not None and mark.is_sure}
    return frozenset(label for label in times if every or label in sure or times[label] > 1)
