"""One mapping of a rule file while it is read: takes members out, collects what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from goodfaith.analysis.problems import Problem
from goodfaith.analysis.rules.yaml_lines import Path


class Entry:
    """`values` at `path` of a file. Every taker returns a usable default after a problem."""

    def __init__(
        self, file: str, values: Any, lines: Mapping[Path, int], path: Path, problems: list[Problem]
    ) -> None:
        self.file, self.lines, self.path, self.problems = file, lines, path, problems
        self.values: dict[str, Any] = values if isinstance(values, dict) else {}
        if not isinstance(values, dict):
            self.wrong((), _shown(values), "a mapping")

    def wrong(
        self, member: Path, found: str, expected: str = "", code: str = "rule_invalid"
    ) -> None:
        path = (*self.path, *member)
        line = next(
            (self.lines[path[:k]] for k in range(len(path), -1, -1) if path[:k] in self.lines), 1
        )
        self.problems.append(
            Problem(code, self.file, f"line {line}", ".".join(map(str, path)), found, expected)
        )

    def only(self, known: Iterable[str]) -> None:
        allowed = sorted(known)
        for key in self.values:
            if key not in allowed:
                self.wrong((key,), "unknown here", f"one of {', '.join(allowed)}")

    def inner(self, *member: str | int) -> Entry:
        value: Any = self.values
        for key in member:
            value = value[key]
        return Entry(self.file, value, self.lines, (*self.path, *member), self.problems)

    def text(self, key: str, default: str = "", *, required: bool = False) -> str:
        value = self.values.get(key, default)
        if not isinstance(value, str):
            self.wrong((key,), _shown(value), "a text")
            return default
        if required and not value.strip():
            self.wrong((key,), "missing", "a text")
        return value

    def number(self, key: str, default: float = 0.0) -> float:
        value = self.values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.wrong((key,), _shown(value), "a number")
            return default
        return float(value)

    def truth(self, key: str) -> bool:
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            self.wrong((key,), _shown(value), "true or false")
            return False
        return value

    def choice(self, key: str, choices: Iterable[str], default: str) -> str:
        value = self.values.get(key, default)
        if value not in choices:
            self.wrong((key,), _shown(value), f"one of {', '.join(choices)}")
            return default
        return str(value)

    def day(self, key: str) -> date | None:
        value = self.values.get(key)
        if value is None or type(value) is date:
            return value
        self.wrong((key,), _shown(value), "a date like 2024-03-01")
        return None

    def texts(self, key: str) -> list[str]:
        """A list of texts, or one text."""
        value = self.values.get(key, [])
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list):
            self.wrong((key,), _shown(value), "a list of texts")
            return []
        if key in self.values and not listed:
            self.wrong((key,), "empty", "at least one text")
        found = []
        for index, text in enumerate(listed):
            if isinstance(text, str) and text.strip():
                found.append(text)
            else:
                self.wrong((key, index), _shown(text), "a text (put quotes around it)")
        return found

    def bilingual(self, key: str, *, required: bool = False) -> dict[str, str]:
        value = self.values.get(key)
        if value is None:
            if required:
                self.wrong((key,), "missing", "{zh: …, en: …}")
            return {}
        if (
            isinstance(value, dict)
            and set(value) == {"zh", "en"}
            and all(isinstance(v, str) and v.strip() for v in value.values())
        ):
            return {str(k): v for k, v in value.items()}
        self.wrong((key,), _shown(value), "{zh: …, en: …}")
        return {}


def _shown(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, dict | list):
        return f"a {'mapping' if isinstance(value, dict) else 'list'} of {len(value)}"
    return repr(value)[:60]
