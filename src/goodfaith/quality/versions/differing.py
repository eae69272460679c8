"""What two versions of a rulebook say differently, rule by rule, in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

from goodfaith.analysis.rules.reading import RulebookInvalid, read_rule_files
from goodfaith.analysis.rules.rule import Rule
from goodfaith.quality.versions.archive import Files
from goodfaith.quality.versions.slicing import is_rule, rules_touched, sliced

How = Literal["added", "removed", "changed", "examples"]
_MEMBERS = "title family category severity deducts veto scope when violated severity_when basis instead in_force note".split()  # noqa: E501
_LISTS = ("any", "sounds", "except", "unless_said", "unless_in_clause", "unless", "sends")


class Change(msgspec.Struct, frozen=True):
    """One thing that differs: `member` of the rule, or of its point `point`.

    `old` and `new` where one replaces the other; `added` and `removed` of a list.
    """

    member: str
    point: str = ""
    old: str = ""
    new: str = ""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class RuleDifference(msgspec.Struct, frozen=True):
    """`examples`: the same verdicts, only its examples or notes differ."""

    rule: str
    how: How
    path: str
    title: Mapping[str, str]
    severity: str
    changes: tuple[Change, ...] = ()


def differing_rules(old: Files, new: Files) -> list[RuleDifference]:
    """Rules added, removed or changed, by id. Raises `RulebookInvalid` where a part is unreadable.

    A rule whose points or word lists differ differs, even where its own file is the same.
    """
    touched = rules_touched(old, new)
    if not touched:
        return []
    before, after = rules_of(old, touched), rules_of(new, touched)
    found = (_difference(before.get(id), after.get(id), old, new)
             for id in sorted(before.keys() | after.keys()))  # fmt: skip
    return [difference for difference in found if difference]


def rules_of(files: Files, paths: list[str]) -> dict[str, Rule]:
    """These rules by id. Raises `RulebookInvalid`."""
    there = [path for path in paths if path in files]
    return {rule.id: rule for rule in read_rule_files(sliced(files, there))} if there else {}


def unreadable(files: Files) -> RulebookInvalid | None:
    """Why the rules of these files cannot be compared, if so."""
    try:
        read_rule_files(files)
    except RulebookInvalid as invalid:
        return invalid
    return None


def _difference(
    before: Rule | None, after: Rule | None, old: Files, new: Files
) -> RuleDifference | None:
    rule = after or before
    assert rule is not None
    told = (rule.id, rule.file, rule.title, rule.severity)
    if before is None or after is None:
        return _made(told, "added" if before is None else "removed", ())
    changes = tuple(_changes(before, after))
    if before.version != after.version:
        return _made(told, "changed", changes)
    if is_rule(rule.file) and old.get(before.file) != new.get(after.file):
        return _made(told, "examples", changes)
    return None


def _made(told: tuple[str, str, Mapping[str, str], str], how: How, changes: Any) -> RuleDifference:
    id, path, title, severity = told
    return RuleDifference(id, how, path, title, severity, changes)


def _changes(before: Rule, after: Rule) -> Iterator[Change]:
    for member in _MEMBERS:
        was, now = before.content.get(member), after.content.get(member)
        if was != now:
            yield Change(member, old=written(was), new=written(now))
    yield from _examples(before, after)
    points = {p.id: p.content for p in before.points}, {p.id: p.content for p in after.points}
    for id in sorted(points[0].keys() | points[1].keys()):
        yield from _point(id.rpartition(":")[2], points[0].get(id), points[1].get(id))


def _examples(before: Rule, after: Rule) -> Iterator[Change]:
    for kind in ("violated", "passed", "undecidable", "not_applicable", "known_miss"):
        was, now = before.examples.get(kind) or [], after.examples.get(kind) or []
        added = tuple(written(e) for e in now if e not in was)
        removed = tuple(written(e) for e in was if e not in now)
        if added or removed:
            yield Change(f"examples.{kind}", added=added, removed=removed)


def _point(
    name: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> Iterator[Change]:
    if before is None or after is None:
        content = after or before or {}
        said = tuple(map(written, _listed(content.get("any"))))
        if before is None:
            yield Change("point", name, new=name, added=said)
        else:
            yield Change("point", name, old=name, removed=said)
        return
    for member in sorted(before.keys() | after.keys()):
        was, now = before.get(member), after.get(member)
        if was == now:
            continue
        if member in _LISTS:
            olds, news = _listed(was), _listed(now)
            yield Change(member, name, added=tuple(written(p) for p in news if p not in olds),
                         removed=tuple(written(p) for p in olds if p not in news))  # fmt: skip
        else:
            yield Change(member, name, written(was), written(now))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def written(value: Any) -> str:
    """A value of a rule file as a person reads it on one line; "" for none."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {written(member)}" for key, member in value.items())
    if isinstance(value, list | tuple):
        return "、".join(written(member) for member in value)
    return str(value).strip()
