"""What is wrong with one file of a rulebook while somebody types it. Pure; a part is read only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec
import yaml

from goodfaith.analysis.problems import Problem
from goodfaith.analysis.rules.reading import RulebookInvalid, read_rule_files
from goodfaith.analysis.rules.rule import Rule, Rulebook
from goodfaith.quality.versions.archive import LARGEST_FILE, Files, is_path
from goodfaith.quality.versions.slicing import HEAD, blocks_of, is_rule, names_in, sliced

MOST_USERS = 24
"""Rules that name a shared point are read with it, so many at most: more are read when tested."""
_CARET = re.compile(r"\n {4}(.*)\n {4}( *\^)\Z", re.DOTALL)


class Wrong(msgspec.Struct, frozen=True):
    """One problem: the line it stands in (from 1), what was found, what was expected.

    `source` and `caret` are the condition and a mark below the place in it, where there is one.
    `file` is another file that the change makes wrong, "" for the file itself.
    """

    line: int
    field: str
    found: str
    expected: str = ""
    source: str = ""
    caret: str = ""
    file: str = ""


def check_file(files: Files, path: str, text: str) -> list[Wrong]:
    """Everything wrong with `text` as the file `path` among `files`, by line. Empty: all is well.

    Also what the change makes wrong in rules that use it.
    """
    if problem := _refused(path, text):
        return [problem]
    changed = {**files, path: text}
    users = [path] if is_rule(path) else list(_users(files, path, text))
    try:
        read_rule_files(sliced(changed, users, whole=[path]))
    except RulebookInvalid as invalid:
        last = text.rstrip().count("\n") + 1
        told = [_within(_told(problem, path), last) for problem in invalid.problems]
        already = _wrong_before(files, users, path) if any(w.file for w in told) else set()
        return sorted(
            (wrong for wrong in told if not wrong.file or wrong not in already),
            key=lambda wrong: (bool(wrong.file), wrong.file, wrong.line),
        )
    except (RecursionError, ValueError, TypeError, AttributeError) as error:
        return [Wrong(1, "", f"not readable ({type(error).__name__})", "a file of a rulebook")]
    return []


def read_rule(files: Files, path: str) -> tuple[Rule, Rulebook]:
    """One rule with a rulebook of what it needs. Raises `RulebookInvalid`, `KeyError`."""
    rulebook = read_rule_files(sliced(files, [path]))
    for rule in rulebook:
        if rule.file == path:
            return rule, rulebook
    raise KeyError(path)


def _refused(path: str, text: str) -> Wrong | None:
    if not is_path(path):
        expected = "rules/….yaml, points/….yaml or words/….yaml in small letters"
        return Wrong(1, "", repr(path[:80]), expected)
    if len(text.encode()) > LARGEST_FILE:
        return Wrong(1, "", "too large", f"at most {LARGEST_FILE:,} bytes")
    if "\0" in text:
        return Wrong(1, "", "a NUL", "text")
    return _alias(text)


def _alias(text: str) -> Wrong | None:
    """An alias that stands for much may stand often: a short file would be a very long one."""
    if "*" not in text or "&" not in text:
        return None
    try:
        for event in yaml.parse(text, yaml.CSafeLoader):
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 1 if event.start_mark else 1
                return Wrong(line, "", f"the alias *{event.anchor}", "everything written out")
    except (yaml.YAMLError, RecursionError):
        return None  # told by whoever reads it
    return None


def _users(files: Files, path: str, text: str) -> Iterator[str]:
    """Rules that name something of a shared file as it was or as it is."""
    if path == HEAD:
        return
    names = blocks_of(files.get(path, "")).keys() | blocks_of(text).keys()
    users = (p for p in sorted(files) if is_rule(p) and names_in(files[p]) & names)
    for user, _ in zip(users, range(MOST_USERS), strict=False):
        yield user


def _wrong_before(files: Files, users: Iterable[str], path: str) -> set[Wrong]:
    try:
        read_rule_files(sliced(files, users, whole=[path]))
    except RulebookInvalid as invalid:
        return {_told(problem, path) for problem in invalid.problems}
    return set()


def _within(wrong: Wrong, last: int) -> Wrong:
    """What ends too early is told of its last line."""
    return wrong if wrong.file else msgspec.structs.replace(wrong, line=min(wrong.line, last))


def _told(problem: Problem, path: str) -> Wrong:
    line = int(re.sub(r"\D", "", problem.place) or 1)
    found, source, caret = problem.found, "", ""
    if matched := _CARET.search(found):
        found, source, caret = found[: matched.start()], matched[1], matched[2]
    other = "" if problem.file == path else problem.file
    return Wrong(line, problem.field, found, problem.expected, source, caret, other)
