"""Speaks to the person at the terminal, in his language; progress goes to standard error."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from rich.console import Console

from goodfaith.analysis.fields import load_dictionary
from goodfaith.analysis.problems import Problem

MOST_PROBLEMS_TOLD = 50


class Teller:
    """`out` is for results, `err` for progress and errors. `lang` is zh or en."""

    def __init__(self, lang: str | None = None) -> None:
        self.lang = lang or _language()
        self.out = Console(highlight=False, soft_wrap=False)
        self.err = Console(stderr=True, highlight=False)

    def word(self, name: str, **values: Any) -> str:
        """A sentence of the catalogue `cli/words.yaml`, with its blanks filled."""
        return str(_catalogue()[name][self.lang]).format(**values)

    def say(self, name: str, **values: Any) -> None:
        self.out.print(self.word(name, **values), markup=False)

    def source(self, name: str) -> str:
        """A kind of facts, or a field, in the reader's language."""
        dictionary = load_dictionary()
        entry = dictionary.kinds.get(name) or dictionary.fields.get(name)
        told = getattr(entry, self.lang, "") if entry else ""
        return f"{told} ({name})" if told else name

    def error(self, text: str) -> None:
        self.err.print(text, style="bold red", markup=False)

    def problems(self, problems: Sequence[Problem]) -> None:
        """The first problems, one a line, and how many more there are."""
        for problem in problems[:MOST_PROBLEMS_TOLD]:
            self.err.print(str(problem), markup=False, soft_wrap=True)
        if len(problems) > MOST_PROBLEMS_TOLD:
            self.err.print(self.word("more_problems", count=len(problems) - MOST_PROBLEMS_TOLD))


def _language() -> str:
    """From the environment, as other programs do; Chinese when it says nothing."""
    for name in ("GOODFAITH_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "").lower()
        if value.startswith(("zh", "en")):
            return value[:2]
    return "zh"


@cache
def _catalogue() -> dict[str, dict[str, str]]:
    text = files("goodfaith.cli").joinpath("words.yaml").read_text("utf-8")
    catalogue: dict[str, dict[str, str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return catalogue
