"""Matching text: the stored text folded one code point for one, so that offsets stay true.

Full width becomes half width, capitals small, Traditional characters Simplified, line breaks and
other white space a space, what cannot be encoded U+FFFD. Punctuation of both widths ends up as
one form; the Chinese full stop stays, because a decimal point is something else. A text and its
folded form always have the same length; evidence is quoted from the stored text only.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import opencc

CodePoints = npt.NDArray[np.uint32]

SEPARATOR = "\n"
_CODE_SPACE = 0x110000
_HAN = range(0x3400, 0xA000)
_LONE_SURROGATES = slice(0xD800, 0xE000)
_REPLACEMENT = 0xFFFD
_SOUND_BASE = 0xF0000  # private use: one code point a syllable, never found in speech

# The marks that Chinese text writes in its own form and width folding leaves alone.
_PUNCTUATION = {"「": '"', "」": '"', "“": '"', "”": '"', "‘": "'", "’": "'"}

# Initials and finals that recognisers and dialects mix up, longest first.
_MIXED_UP = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ing", "in"), ("eng", "en"), ("ang", "an"))


def fold(text: str) -> str:
    """Return the matching text: same length, one code point for one."""
    return from_code_points(_fold_table()[code_points(text)])


def fold_together(texts: Sequence[str]) -> CodePoints:
    """Fold many texts in one pass, a `SEPARATOR` after each.

    A separator inside a text folds to a space, so only the joints are separators.
    """
    joined = code_points("".join(f"{text}\0" for text in texts))
    folded = _fold_table()[joined]
    folded[_ends(texts)] = ord(SEPARATOR)
    return folded


def folded_each(texts: Sequence[str]) -> list[str]:
    """The matching text of each, folded in one pass."""
    return from_code_points(fold_together(texts)).split(SEPARATOR)[:-1] if texts else []


def _ends(texts: Sequence[str]) -> npt.NDArray[np.int64]:
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    return np.cumsum(lengths + 1) - 1


def code_points(text: str) -> CodePoints:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def from_code_points(points: CodePoints) -> str:
    return points.tobytes().decode("utf-32-le")


def sound(folded: CodePoints) -> CodePoints:
    """Replace each Chinese character by a code point that stands for how it sounds.

    Tones, zh/z, ch/c, sh/s, ing/in, eng/en, ang/an and initial l/n are not told apart. Other
    code points stay as they are. A character with several readings has its commonest.
    """
    return _sound_table()[folded]


@cache
def _fold_table() -> CodePoints:
    table = np.arange(_CODE_SPACE, dtype=np.uint32)
    table[_LONE_SURROGATES] = _REPLACEMENT
    for code in (
        *range(0x250),
        *range(0x370, 0x530),
        *range(0x2000, 0x3400),
        *range(0xF900, 0xFFF0),
    ):
        table[code] = _fold_one(chr(code))
    for source, target in zip(map(chr, _HAN), _simplified(), strict=True):
        if len(target) == 1:
            table[ord(source)] = ord(target)
    for source, target in _PUNCTUATION.items():
        table[ord(source)] = ord(target)
    return table


def _fold_one(character: str) -> int:
    if character.isspace() or unicodedata.category(character) == "Cc":
        return ord(" ")
    folded = unicodedata.normalize("NFKC", character)
    folded = folded.lower() if len(folded.lower()) == 1 else folded
    return ord(folded) if len(folded) == 1 else ord(character)


def _simplified() -> list[str]:
    """Each character of the CJK range by itself: no phrase table may change a neighbour."""
    return str(opencc.OpenCC("t2s").convert("\n".join(map(chr, _HAN)))).split("\n")


@cache
def _sound_table() -> CodePoints:
    from pypinyin.constants import PINYIN_DICT  # costs a start a quarter of a second

    table = np.arange(_CODE_SPACE, dtype=np.uint32)
    numbers: dict[str, int] = {}
    for code, readings in PINYIN_DICT.items():
        if code in _HAN:
            syllable = _plain_syllable(readings.split(",")[0])
            table[code] = _SOUND_BASE + numbers.setdefault(syllable, len(numbers))
    return table


def _plain_syllable(reading: str) -> str:
    """`bǎo` becomes `bao`; sounds that are easily mixed up become one."""
    decomposed = unicodedata.normalize("NFD", reading.replace("ü", "v").replace("ɡ", "g"))
    syllable = "".join(c for c in decomposed if not unicodedata.combining(c))
    for mixed_up, plain in _MIXED_UP:
        syllable = syllable.replace(mixed_up, plain)
    return "l" + syllable[1:] if syllable.startswith("n") and len(syllable) > 1 else syllable
