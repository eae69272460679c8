"""Reads the points that rules listen for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal, cast, get_args

from goodfaith.analysis.conversation import COMPANY_ROLES, CUSTOMER_ROLES
from goodfaith.analysis.numbers import NumberKind
from goodfaith.analysis.points.guards import GUARDS
from goodfaith.analysis.points.pattern import Pattern, PatternRefused, read_pattern
from goodfaith.analysis.points.point import (
    SPEAKERS,
    Near,
    NumberHeard,
    Point,
    Reply,
    Stretch,
    Unit,
    Window,
)
from goodfaith.analysis.rules.entry import Entry
from goodfaith.analysis.rules.words import Words

POINT_KEYS = frozenset(
    "by any sounds_like near number sends unless except unless_said unless_in_clause in_question "
    "at in_reply_to within first last min_confidence weak background like label zh en".split()
)
_LISTENING = frozenset("any sounds_like near number sends like label".split())
_SENDABLE = frozenset("image file link voice video payment_code card other".split())
_SIZE = re.compile(r"(\d+(?:\.\d+)?) (turn|second)s?")
_LABEL = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_LONGEST_NEAR = 40

Place = Literal["start", "end", "whole"]


def read_point(
    entry: Entry,
    id: str,
    shared: Mapping[str, Point],
    local: Mapping[str, str],
    words: Words,
) -> Point:
    """Read one point. `local` maps the names of its rule to point ids, for `in_reply_to`."""
    entry.only(POINT_KEYS)
    point = Point(
        id=id,
        roles=_roles(entry),
        patterns=_patterns(entry, "any", words),
        sounds=tuple(entry.texts("sounds_like")),
        near=tuple(_near(entry, words)),
        numbers=tuple(_numbers(entry, words)),
        sends=_sends(entry),
        label=_label(entry),
        guards=_guards(entry),
        except_for=_patterns(entry, "except", words),
        unless_said=_patterns(entry, "unless_said", words),
        unless_in_clause=_patterns(entry, "unless_in_clause", words),
        in_question=entry.truth("in_question") if "in_question" in entry.values else None,
        at=_at(entry),
        window=_window(entry),
        reply=_reply(entry, shared, local),
        min_confidence=entry.number("min_confidence", 0.5),
        weak=entry.truth("weak"),
        background=entry.truth("background"),
        content=entry.values | {"words": words.used_in(repr(entry.values))},
    )
    return _checked(entry, _with_shared(entry, point, shared))


def _with_shared(entry: Entry, point: Point, shared: Mapping[str, Point]) -> Point:
    """`like: name` listens for what the shared point listens for, with qualifiers of its own."""
    for name in entry.texts("like"):
        if name not in shared:
            entry.wrong(("like",), f"{name!r}", "the name of a point in points/*.yaml")
            continue
        other = shared[name]
        point = replace(
            point,
            patterns=point.patterns + other.patterns,
            sounds=point.sounds + other.sounds,
            near=point.near + other.near,
            numbers=point.numbers + other.numbers,
            label=point.label or other.label,
            except_for=point.except_for + other.except_for,
            unless_said=point.unless_said + other.unless_said,
            unless_in_clause=point.unless_in_clause + other.unless_in_clause,
            content=point.content | {f"like {name}": other.content},
        )
    return point


def _checked(entry: Entry, point: Point) -> Point:
    if not _LISTENING & entry.values.keys():
        expected = "any, sounds_like, near, number, sends, label or like"
        entry.wrong((), "nothing to listen for", expected)
    if point.label and point.background:
        entry.wrong(("background",), "true, beside a label", "no label on what is background")
    return point


def _label(entry: Entry) -> str:
    label = entry.text("label")
    if label and not _LABEL.fullmatch(label):
        entry.wrong(("label",), repr(label), "the id of a label, such as objection.price")
    return label


def _roles(entry: Entry) -> frozenset[str]:
    roles: set[str] = set()
    known = sorted({*SPEAKERS, *COMPANY_ROLES, *CUSTOMER_ROLES})
    for name in entry.texts("by") or ["anyone"]:
        if name in SPEAKERS:
            roles |= SPEAKERS[name]
        elif name in known:
            roles.add(name)
        else:
            entry.wrong(("by",), f"{name!r}", f"one of {', '.join(known)}")
    return frozenset(roles)


def _patterns(entry: Entry, key: str, words: Words) -> tuple[Pattern, ...]:
    patterns: list[Pattern] = []
    for index, source in enumerate(entry.texts(key)):
        try:
            patterns.append(read_pattern(words.expand(source), source))
        except PatternRefused as refused:
            entry.wrong((key, index), f"{source!r}: {refused}", code="pattern_refused")
    return tuple(patterns)


def _near(entry: Entry, words: Words) -> list[Near]:
    listed = entry.values.get("near", [])
    listed = [listed] if isinstance(listed, dict) else listed
    found = []
    for index in range(len(listed)):
        inner = Entry(
            entry.file, listed[index], entry.lines, (*entry.path, "near", index), entry.problems
        )
        inner.only({"a", "b", "within", "ordered", "same"})
        first, second = _patterns(inner, "a", words), _patterns(inner, "b", words)
        _refuse_anchored(inner, second)
        size = inner.number("within", 12)
        if not first or not second:
            inner.wrong((), "half a near", "a and b, a list of phrases each")
        elif not 0 <= size <= _LONGEST_NEAR:
            inner.wrong(("within",), f"{size:g}", f"0 to {_LONGEST_NEAR} characters")
        else:
            same = cast(Stretch, inner.choice("same", get_args(Stretch), "utterance"))
            found.append(Near(first, second, int(size), inner.truth("ordered"), same))
    return found


def _refuse_anchored(inner: Entry, second: tuple[Pattern, ...]) -> None:
    """The second half is looked for from the first one on, so that ^ would never hold."""
    for index, pattern in enumerate(second):
        if not pattern.is_phrase and "^" in re.sub(r"\\.|\[\^", "", pattern.source):
            found = f"{pattern.source!r}: the utterance does not begin there"
            inner.wrong(("b", index), found, "a pattern without ^", code="pattern_refused")


def _numbers(entry: Entry, words: Words) -> list[NumberHeard]:
    if "number" not in entry.values:
        return []
    inner = entry.inner("number")
    inner.only({"kind", "near", "within"})
    kind = inner.choice("kind", sorted(get_args(NumberKind)), "amount")
    near = _patterns(inner, "near", words)
    if not near:
        inner.wrong(("near",), "missing", "the words the number stands near to")
        return []
    return [NumberHeard(kind, near, int(inner.number("within", 10)))]


def _sends(entry: Entry) -> frozenset[str]:
    kinds = entry.texts("sends")
    for kind in kinds:
        if kind not in _SENDABLE:
            entry.wrong(("sends",), f"{kind!r}", f"one of {', '.join(sorted(_SENDABLE))}")
    return frozenset(kinds) & _SENDABLE


def _guards(entry: Entry) -> tuple[str, ...]:
    guards = entry.texts("unless")
    for guard in guards:
        if guard not in GUARDS:
            entry.wrong(("unless",), f"{guard!r}", f"one of {', '.join(sorted(GUARDS))}")
    return tuple(guard for guard in guards if guard in GUARDS)


def _at(entry: Entry) -> Place | None:
    if "at" not in entry.values:
        return None
    return cast(Place, entry.choice("at", ("start", "end", "whole"), "start"))


def _window(entry: Entry) -> Window | None:
    for edge in ("first", "last"):
        if edge not in entry.values:
            continue
        match = _SIZE.fullmatch(str(entry.values[edge]))
        if match is None:
            entry.wrong((edge,), repr(entry.values[edge]), "like 3 turns or 30 seconds")
            return None
        return Window(cast(Any, edge), float(match[1]), cast(Unit, f"{match[2]}s"))
    return None


def _reply(entry: Entry, shared: Mapping[str, Point], local: Mapping[str, str]) -> Reply | None:
    names = entry.texts("in_reply_to")
    for name in names:
        if name not in local and name not in shared:
            entry.wrong(("in_reply_to",), f"{name!r}", "a point of this rule or a shared one")
    points = tuple(local.get(name, name) for name in names if name in local or name in shared)
    return Reply(points, int(entry.number("within", 1))) if points else None
