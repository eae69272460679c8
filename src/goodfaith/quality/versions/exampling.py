"""An example out of a real conversation, put into the text of a rule file. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import yaml

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.rules.reading import EXAMPLE_KEYS
from goodfaith.analysis.rules.yaml_lines import Path, load_with_lines
from goodfaith.analysis.transcript import roles_of

MOST_TURNS: Final = 12


def example_of(said: Conversation, texts: Sequence[str], first: int, last: int) -> str:
    """The turns `first` to `last` (both included, at most 12) as one line of YAML.

    `texts` are the words as they may be kept: what is private in them is covered.
    """
    roles = roles_of(said)
    chosen = range(max(0, first), min(len(texts), last + 1, first + MOST_TURNS))
    turns = [{roles[n]: texts[n]} for n in chosen if texts[n].strip()]
    line = yaml.safe_dump(turns, allow_unicode=True, default_flow_style=True, width=10**9,
                          sort_keys=False)  # fmt: skip
    return line.strip()


def with_example(text: str, kind: str, example: str) -> str:
    """The text of a rule file with one example more, at the end of those of its kind.

    Everything else stays as it is, comments too. Raises `ValueError` for another kind,
    `YamlUnreadable` for a text that is no YAML.
    """
    if kind not in EXAMPLE_KEYS:
        raise ValueError(f"found {kind!r}, expected one of {', '.join(EXAMPLE_KEYS)}")
    values, places = load_with_lines(text)
    made = _with(text, values, places, kind, example)
    if not _is_only_more(values, made, kind, example):
        raise ValueError("found a list that is written otherwise, expected one entry a line")
    return made


def _with(text: str, values: Any, places: Mapping[Path, int], kind: str, example: str) -> str:
    lines = text.rstrip("\n").split("\n")
    examples = values.get("examples") if isinstance(values, dict) else None
    if not isinstance(examples, dict) or not examples:
        kept = [line for n, line in enumerate(lines, 1) if n != places.get(("examples",))]
        return "\n".join([*kept, "examples:", f"  {kind}:", f"    - {example}"]) + "\n"
    if not isinstance(examples.get(kind), list) or not examples[kind]:
        empty = places.get(("examples", kind))
        kept = [line for n, line in enumerate(lines, 1) if n != empty]
        return _put(kept, places["examples",], [f"  {kind}:", f"    - {example}"])
    listed = len(examples[kind])
    start = places["examples", kind, listed - 1]
    dash = lines[start - 1].find("-")
    indent = lines[start - 1][:dash] if lines[start - 1][:dash].isspace() else "    "
    return _put(lines, _end_of(lines, start, len(indent)), [f"{indent}- {example}"])


def _is_only_more(before: Any, made: str, kind: str, example: str) -> bool:
    """Whether the new text says what the old one said, and the example."""
    after, _ = load_with_lines(made)
    added = yaml.safe_load(example)
    examples = dict(before.get("examples") or {}) if isinstance(before, dict) else {}
    examples[kind] = [*(examples.get(kind) or []), added]
    return bool(after == {**(before or {}), "examples": examples})


def _end_of(lines: Sequence[str], start: int, indent: int) -> int:
    """The last line of an entry of a list that begins in line `start`, from 1."""
    end = start
    while end < len(lines) and (not lines[end].strip() or _depth(lines[end]) > indent):
        end += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return end


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _put(lines: list[str], after: int, added: list[str]) -> str:
    return "\n".join([*lines[:after], *added, *lines[after:]]) + "\n"
