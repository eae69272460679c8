"""The words of the report: every text in both languages, from `words.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

import yaml

Bilingual = Mapping[str, str]
LANGUAGES = ("zh", "en")


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """All entries by name, each `{zh, en}`."""
    text = files("goodfaith.batch.report").joinpath("words.yaml").read_text("utf-8")
    entries: dict[str, dict[str, str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return entries


def phrase(name: str, /, **values: str | Bilingual) -> dict[str, str]:
    """An entry with its blanks filled. Raises `KeyError` for a name that is not there."""
    entry = catalogue()[name]
    return {lang: entry[lang].format(**_in(lang, values)) for lang in LANGUAGES}


def phrase_or_code(prefix: str, code: str) -> dict[str, str]:
    """The entry `prefix_code`, or the code itself where there is none."""
    if f"{prefix}_{code}" in catalogue():
        return phrase(f"{prefix}_{code}")
    return same(code)


def same(text: str) -> dict[str, str]:
    """A text that reads alike in both languages."""
    return dict.fromkeys(LANGUAGES, text)


def titled(titles: Bilingual, otherwise: str) -> dict[str, str]:
    """A text of a rule; a language that is missing borrows the other one."""
    first = next((titles[lang] for lang in LANGUAGES if titles.get(lang)), otherwise)
    return {lang: titles.get(lang) or first for lang in LANGUAGES}


def joined(parts: Iterable[Bilingual], between: str = "list_comma") -> dict[str, str]:
    found = list(parts)
    comma = catalogue()[between]
    return {lang: comma[lang].join(part[lang] for part in found) for lang in LANGUAGES}


def _in(lang: str, values: Mapping[str, str | Bilingual]) -> dict[str, str]:
    return {k: v if isinstance(v, str) else v[lang] for k, v in values.items()}
