"""What a label means, and the sentences it is learnt from first: a YAML file a label.

id: objection.price
name: {zh: 嫌贵, en: Says it is too expensive}
unit: utterance            # utterance, paragraph or conversation
by: customer               # who may say it, as points name speakers
group: emotion             # of the labels of a group at most one holds
means: {zh: …, en: …}
belongs: […]               # what counts, and what is near and does not
does_not: […]
may_also: […]              # labels that may hold in the same sentence
seeds: […]                 # the most typical of `yes`
phrases: […]               # weak signs, as regular expressions
yes: […]
no: […]
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import yaml

from goodfaith.analysis.labels.model import Unit
from goodfaith.analysis.points.point import SPEAKERS
from goodfaith.analysis.problems import Problem, UnreadableInput

_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


class DefinitionsInvalid(UnreadableInput):
    """Definitions that cannot be used; carries every problem of every file."""


class Definition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One label, as its author wrote it."""

    id: str
    name: dict[str, str]
    means: dict[str, str]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    unit: Unit = "utterance"
    by: str = "anyone"
    group: str = ""
    belongs: tuple[str, ...] = ()
    does_not: tuple[str, ...] = ()
    may_also: tuple[str, ...] = ()
    seeds: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    not_for: str = ""


def read_definitions(folder: Path) -> tuple[Definition, ...]:
    """The labels of a folder, by id. Raises `DefinitionsInvalid`."""
    problems: list[Problem] = []
    read: dict[str, Definition] = {}
    for path in sorted(folder.rglob("*.yaml")):
        one = _read(path, problems)
        if one is None:
            continue
        if one.id in read:
            problems.append(_problem(path, "id", f"{one.id} again", "an id of its own"))
        read[one.id] = one
    if not read and not problems:
        problems.append(Problem("unreadable", str(folder), "", "", "no label", "a *.yaml a label"))
    for one in read.values():
        problems += _unknown_neighbours(one, read)
    if problems:
        raise DefinitionsInvalid(problems)
    return tuple(read[id] for id in sorted(read))


def _read(path: Path, problems: list[Problem]) -> Definition | None:
    try:
        content = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        one = msgspec.convert(content, Definition)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problems.append(_problem(path, "", str(error).replace("\n", " "), "YAML"))
        return None
    except msgspec.ValidationError as error:
        problems.append(_problem(path, "", str(error), "the members of a label"))
        return None
    problems += [_problem(path, *wrong) for wrong in _wrong(one)]
    return one


def _wrong(one: Definition) -> Iterator[tuple[str, str, str]]:
    """Member, found, expected."""
    if not _ID.fullmatch(one.id):
        yield "id", repr(one.id), "words with dots between, such as objection.price"
    if one.by not in SPEAKERS:
        yield "by", repr(one.by), f"one of {', '.join(SPEAKERS)}"
    for member in ("name", "means"):
        if set(getattr(one, member)) != {"zh", "en"}:
            yield member, repr(sorted(getattr(one, member))), "zh and en"
    for phrase in one.phrases:
        try:
            re.compile(phrase)
        except re.error as error:
            yield "phrases", f"{phrase!r}: {error}", "a regular expression"
    yield from _wrong_sentences(one)


def _wrong_sentences(one: Definition) -> Iterator[tuple[str, str, str]]:
    if not one.yes or not one.no:
        yield "yes" if not one.yes else "no", "none", "sentences that have it, and that have not"
    for text, times in Counter([*one.yes, *one.no]).items():
        if times > 1:
            yield "yes", f"{text!r} {times} times", "each sentence once"
        if not text.strip():
            yield "yes", "an empty sentence", "what somebody says"
    for seed in set(one.seeds) - set(one.yes):
        yield "seeds", repr(seed), "one of yes"


def _unknown_neighbours(one: Definition, known: Iterable[str]) -> Iterator[Problem]:
    for id in one.may_also:
        if id not in known:
            yield Problem("label_invalid", one.id, "", "may_also", repr(id), "the id of a label")


def _problem(path: Path, member: str, found: str, expected: str) -> Problem:
    return Problem("label_invalid", path.name, "", member, found, expected)
