"""What these people write, a line for each occasion: `wording.yaml`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, Final

import yaml

from goodfaith.demo.simulator.seeding import pick

_BEGINS: Final = 0.5
_ENDS: Final = 0.6


@cache
def _lines() -> dict[str, Any]:
    found = files("goodfaith.demo.reviewing").joinpath("wording.yaml").read_text("utf-8")
    return dict(yaml.safe_load(found))


def lines(kind: str, which: str = "") -> list[str]:
    """All of a kind, in their order."""
    found = _lines()[kind]
    return list(found[which] if which else found)


def write(rng: Random, kind: str, which: str = "") -> str:
    """A line of a kind (`which` of several kinds of it). Raises `KeyError` for none."""
    return pick(rng, lines(kind, which))


def write_appeal(rng: Random, which: str) -> str:
    """What an adviser says against a charge; mostly politely."""
    begin = write(rng, "opening") if rng.random() < _BEGINS else ""
    end = write(rng, "closing") if rng.random() < _ENDS else ""
    return begin + write(rng, "appeal", which) + end
