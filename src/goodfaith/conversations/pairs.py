"""What text search looks for: each pair of neighbouring characters, packed into a number.

Of the folded text (Simplified, half width, small letters), so that a search finds every way of
writing. A pair never spans two utterances nor a space. Sixteen bits a character make a pair of
the basic plane exact; a rarer character is one of 4,096 stand-ins, and whoever searches looks at
the text again anyway, to show the place.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from goodfaith.analysis.folding import CodePoints, fold_together, from_code_points

_SPACE = ord(" ")
_BASIC = 0x10000
_STAND_INS, _STAND_IN_COUNT = 0xE000, 0x1000


def pairs_of(texts: Sequence[str]) -> list[int]:
    """The pairs in any of `texts`, each once, ascending, as signed 32-bit numbers.

    A word of one character has no pair. No text gives no pairs.
    """
    return _pairs(fold_together(texts)) if texts else []


def pairs_and_folded(texts: Sequence[str]) -> tuple[list[int], str]:
    """The pairs of `texts`, and all of them folded, each ended by a line break."""
    if not texts:
        return [], ""
    folded = fold_together(texts)
    return _pairs(folded), from_code_points(folded)


def is_exact(word: str) -> bool:
    """Whether a folded word was said wherever its pair was: it is one pair that stands for it."""
    return len(word) == 2 and all(ord(character) < _BASIC for character in word)


def _pairs(points: CodePoints) -> list[int]:
    folded = _basic(points)
    sides = folded > _SPACE
    kept = sides[:-1] & sides[1:]
    packed = (folded[:-1][kept].astype(np.uint32) << 16) | folded[1:][kept]
    found: list[int] = np.unique(packed.view(np.int32)).tolist()
    return found


def _basic(folded: CodePoints) -> CodePoints:
    rare = folded >= _BASIC
    if rare.any():
        folded = folded.copy()
        folded[rare] = _STAND_INS + folded[rare] % _STAND_IN_COUNT
    return folded
