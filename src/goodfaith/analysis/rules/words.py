"""Word lists that patterns share: `<钱>` in a pattern stands for any word of the list 钱."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from goodfaith.analysis.points.pattern import PatternRefused, read_pattern
from goodfaith.analysis.rules.entry import Entry

_NAME = re.compile(r"[^\W\d]\w*")
_REFERENCE = re.compile(r"<([^\W\d]\w*)>")


class Words:
    """Named lists of words and small patterns. Immutable."""

    def __init__(self, lists: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self._lists = dict(lists or {})

    def expand(self, source: str) -> str:
        """Put each list in the place of its name. Raises `PatternRefused` for an unknown one."""
        return _REFERENCE.sub(lambda match: self._group(match[1]), source)

    def _group(self, name: str) -> str:
        if name not in self._lists:
            known = ", ".join(sorted(self._lists)) or "none"
            raise PatternRefused(f"names the word list <{name}>, expected one of {known}")
        longest_first = sorted(self._lists[name], key=lambda word: (-len(word), word))
        return f"(?:{'|'.join(longest_first)})"

    def used_in(self, text: str) -> dict[str, tuple[str, ...]]:
        """The lists that a text names."""
        names = sorted(set(_REFERENCE.findall(text)))
        return {name: self._lists[name] for name in names if name in self._lists}


def read_words(entries: list[Entry]) -> Words:
    """Read the lists of words/*.yaml. A list may name others, whatever their order."""
    owners: dict[str, Entry] = {}
    for entry in entries:
        for name in map(str, entry.values):
            if not _NAME.fullmatch(name):
                entry.wrong((name,), f"{name!r}", "a name of letters, digits and _")
            elif name in owners:
                entry.wrong((name,), f"{name} is defined twice", "one definition")
            else:
                owners[name] = entry
    lists: dict[str, tuple[str, ...]] = {}
    for name in owners:
        _resolve(name, owners, lists, ())
    return Words(lists)


def _resolve(
    name: str,
    owners: Mapping[str, Entry],
    lists: dict[str, tuple[str, ...]],
    outer: tuple[str, ...],
) -> None:
    """Put the list into `lists`, after those that it names."""
    if name in lists:
        return
    entry = owners[name]
    if name in outer:
        entry.wrong((name,), " → ".join((*outer, name)), "lists that do not name each other")
        lists[name] = ()
        return
    written = entry.texts(name)
    for other in _REFERENCE.findall(" ".join(written)):
        if other in owners:
            _resolve(other, owners, lists, (*outer, name))
    lists.setdefault(name, tuple(_members(entry, name, written, Words(lists))))


def _members(entry: Entry, name: str, written: list[str], known: Words) -> Iterator[str]:
    for index, text in enumerate(written):
        try:
            expanded = known.expand(text)
            read_pattern(expanded)
        except PatternRefused as refused:
            entry.wrong((name, index), f"{text!r}: {refused}", code="pattern_refused")
        else:
            yield expanded
