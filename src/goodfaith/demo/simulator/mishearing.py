"""What a recogniser gets wrong: words that sound alike, words it drops, how sure it says it is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Final

from pypinyin import lazy_pinyin

from goodfaith.demo.simulator.seeding import pick, weighted

LINES: Final = {0.004: 0.55, 0.012: 0.33, 0.045: 0.12}
"""Errors a character on a good, a fair and a poor line, and how common such lines are."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What came out of a turn. `errors` names what went wrong, in order; `confidence` is 0 to 1."""

    text: str
    errors: tuple[str, ...]
    confidence: float


def line_quality(rng: Random) -> float:
    """How many errors a character this call will have."""
    return weighted(rng, LINES)


def mishear(rng: Random, text: str, rate: float) -> Heard:
    """What the recogniser makes of `text` on a line with that many errors a character."""
    count = int(len(text) * rate + rng.random())
    sure = 0.97 - rate * 3 * rng.random() - 0.06 * rng.random()
    if not count:
        return Heard(text, (), round(sure, 3))
    errors: list[str] = []
    for _ in range(min(count, 4)):
        heard, error = _one_error(rng, text)
        if error:
            text = heard
            errors.append(error)
            sure -= 0.05 + 0.2 * rng.random()
    return Heard(text, tuple(errors), round(max(0.3, sure), 3))


def _one_error(rng: Random, text: str) -> tuple[str, str]:
    at = int(rng.random() * len(text))
    if rng.random() < 0.25 and len(text) > 4:
        upto = min(len(text) - 1, at + 1 + int(rng.random() * 2))
        return (text[:at] + text[upto:], "dropped") if upto > at else (text, "")
    alike = sounding_alike().get(text[at])
    if not alike:
        return text, ""
    return text[:at] + pick(rng, alike) + text[at + 1 :], "homophone"


@cache
def sounding_alike() -> dict[str, str]:
    """For each of the 3,755 common characters of GB 2312 the others with its syllable."""
    syllables: defaultdict[str, list[str]] = defaultdict(list)
    for row in range(0xB0, 0xD8):
        for cell in range(0xA1, 0xFF):
            try:
                character = bytes((row, cell)).decode("gb2312")
            except UnicodeDecodeError:
                continue  # the last row is not full
            syllables[lazy_pinyin(character)[0]].append(character)
    return {
        character: "".join(other for other in alike if other != character)
        for alike in syllables.values()
        for character in alike
        if len(alike) > 1
    }
