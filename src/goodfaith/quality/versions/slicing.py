"""The part of a rulebook that some of its rules need: reading it takes a tenth of the time.

Points that nothing asks for are blanked out, line for line, so that problems keep their places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from goodfaith.quality.versions.archive import Files

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_LIST = re.compile(r"<([^\W\d]\w*)>")
_HEAD = re.compile(r"^([^\s#:{}\[\]\-][^:\n]*):", re.MULTILINE)
HEAD = "rulebook.yaml"


def is_rule(path: str) -> bool:
    """Whether a file of a rulebook holds a rule."""
    return path != HEAD and not path.startswith(("points/", "words/"))


def sliced(files: Files, rules: Iterable[str], whole: Iterable[str] = ()) -> dict[str, str]:
    """The files of these rules with what they need; files of `whole` as they are, and their needs.

    What the head of the rulebook names (steps, candour) is always there, and every word list.
    """
    kept = {path: files[path] for path in (*rules, *whole) if path in files}
    kept |= {path: text for path, text in files.items() if path.startswith("words/")}
    kept[HEAD] = files.get(HEAD, "{}")
    blocks = {path: blocks_of(text) for path, text in files.items() if path.startswith("points/")}
    odd = [files[path] for path in blocks if is_written_otherwise(files[path])]
    wanted = _wanted([*kept.values(), *odd], blocks.values())
    for path, own in blocks.items():
        if path not in kept and is_written_otherwise(files[path]):
            kept[path] = files[path]
        elif path not in kept and (text := _blanked(files[path], own, wanted)):
            kept[path] = text
    return kept


@lru_cache(maxsize=512)
def blocks_of(text: str) -> Mapping[str, str]:
    """What stands at the top of a file of points or words, by name, with all that belongs to it."""
    starts = [(found[1].strip("'\""), found.start()) for found in _HEAD.finditer(text)]
    ends = [*(start for _, start in starts), len(text)][1:]
    return {name: text[start:end] for (name, start), end in zip(starts, ends, strict=True)}


def is_written_otherwise(text: str) -> bool:
    """Whether what it names cannot be told line by line, as in `{a: …, b: …}`."""
    return not blocks_of(text) and bool(text.strip())


@lru_cache(maxsize=8_192)
def names_in(text: str) -> frozenset[str]:
    """Whatever may be the name of a point or of a word list."""
    return frozenset(_NAME.findall(text)) | frozenset(_LIST.findall(text))


def _wanted(texts: Iterable[str], blocks: Iterable[Mapping[str, str]]) -> set[str]:
    """Names of points that the texts name, and of those that these name in turn."""
    known = {name: block for own in blocks for name, block in own.items()}
    waiting = [name for text in texts for name in names_in(text) if name in known]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [other for other in names_in(known[name]) if other in known]
    return found


def _blanked(text: str, blocks: Mapping[str, str], wanted: set[str]) -> str:
    """The file with the wanted blocks only; "" where there is none."""
    if blocks.keys().isdisjoint(wanted):
        return ""
    head = text[: len(text) - sum(map(len, blocks.values()))]
    pieces = [head] + [
        block if name in wanted else "\n" * block.count("\n") for name, block in blocks.items()
    ]
    return "".join(pieces)


def rules_touched(old: Files, new: Files) -> list[str]:
    """Paths of rules that may not mean the same in both, in order.

    Their file, or something they name, is another: more than really differ, never less.

    """
    names = set(_changed_names(old, new))
    both = {path: (old.get(path), new.get(path)) for path in old.keys() | new.keys()}
    if old.get(HEAD) != new.get(HEAD) or _has_odd_change(old, new):
        return sorted(filter(is_rule, both))
    asked = _askers(names, old) | _askers(names, new)
    return sorted(
        path
        for path, (before, after) in both.items()
        if is_rule(path)
        and (before != after or any(names_in(text) & asked for text in (before, after) if text))
    )


def _has_odd_change(old: Files, new: Files) -> bool:
    return any(
        old.get(path) != new.get(path)
        and any(is_written_otherwise(files.get(path, "")) for files in (old, new))
        for path in old.keys() | new.keys()
        if path.startswith(("points/", "words/"))
    )


def _changed_names(old: Files, new: Files) -> Iterator[str]:
    for path in old.keys() | new.keys():
        if not path.startswith(("points/", "words/")) or old.get(path) == new.get(path):
            continue
        before, after = blocks_of(old.get(path, "")), blocks_of(new.get(path, ""))
        for name in before.keys() | after.keys():
            if before.get(name) != after.get(name):
                yield name


def _askers(names: set[str], files: Files) -> set[str]:
    """The names themselves, and those of points and lists that name one of them, and so on."""
    blocks = {
        name: names_in(block)
        for path, text in files.items()
        if path.startswith(("points/", "words/"))
        for name, block in blocks_of(text).items()
    }
    found = set(names)
    while more := {name for name, named in blocks.items() if name not in found and named & found}:
        found |= more
    return found
