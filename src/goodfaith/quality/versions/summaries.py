"""What lists show of the files of a rulebook: read lightly, a file at a time, and remembered."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any

import msgspec

from goodfaith.analysis.finding import SEVERITIES
from goodfaith.analysis.rules.yaml_lines import YamlUnreadable, load_with_lines
from goodfaith.quality.versions.archive import Files
from goodfaith.quality.versions.slicing import HEAD, blocks_of, is_rule


class Summary(msgspec.Struct, frozen=True):
    """A rule as a list shows it; one that cannot be read has its path for a title."""

    path: str
    id: str
    zh: str
    en: str
    family: str
    severity: str
    scope: str
    examples: int
    is_readable: bool = True


def summaries(files: Files) -> list[Summary]:
    """Every rule, the gravest first, then by id."""
    found = [_summary(path, text) for path, text in files.items() if is_rule(path)]
    return sorted(found, key=lambda one: (_gravity(one.severity), one.id))


def shared_files(files: Files) -> list[tuple[str, int]]:
    """The files of points and words and the head, with how many things each names."""
    paths = [path for path in sorted(files) if not is_rule(path)]
    return [(path, 0 if path == HEAD else len(blocks_of(files[path]))) for path in paths]


def narrowed(
    found: list[Summary],
    *,
    text: str = "",
    family: str = "",
    severity: str = "",
    only: Collection[str] | None = None,
    files: Files | None = None,
) -> list[Summary]:
    """Those whose title, id, family or, with `files`, words contain `text`; `only` are paths."""
    wanted = text.strip().lower()
    return [
        one
        for one in found
        if (not family or one.family == family)
        and (not severity or one.severity == severity)
        and (only is None or one.path in only)
        and (not wanted or _contains(one, wanted, files))
    ]


def _contains(one: Summary, wanted: str, files: Files | None) -> bool:
    if any(wanted in member.lower() for member in (one.id, one.zh, one.en, one.family)):
        return True
    return files is not None and wanted in files.get(one.path, "").lower()


def _gravity(severity: str) -> int:
    known: tuple[str, ...] = SEVERITIES
    return known.index(severity) if severity in known else len(known)


@lru_cache(maxsize=4_096)
def _summary(path: str, text: str) -> Summary:
    try:
        values, _ = load_with_lines(text)
    except (YamlUnreadable, RecursionError, ValueError):
        values = None
    if not isinstance(values, dict):
        return Summary(path, path, path, path, "", "", "", 0, is_readable=False)
    title: Any = values.get("title")
    title = title if isinstance(title, dict) else {}
    examples = values.get("examples")
    listed = examples.values() if isinstance(examples, dict) else ()
    id = str(values.get("id") or path)
    return Summary(
        path=path,
        id=id,
        zh=str(title.get("zh") or id),
        en=str(title.get("en") or id),
        family=str(values.get("family") or ""),
        severity=str(values.get("severity") or "note"),
        scope=str(values.get("scope") or "conversation"),
        examples=sum(len(each) for each in listed if isinstance(each, list)),
    )
