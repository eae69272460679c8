"""What a row of digits is, by its form, its check digit and the word that led to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from goodfaith.trust.masking import checks
from goodfaith.trust.masking.labels import Label
from goodfaith.trust.masking.pieces import Piece
from goodfaith.trust.masking.span import PrivateKind

Verdict = tuple[PrivateKind, float]

_SHORTEST: Final = {"identity_number": 13, "phone": 7, "card": 10}
_LONGEST: Final = {"identity_number": 20, "phone": 13, "card": 22}
_LED_TO: Final[dict[Label, PrivateKind]] = {
    "identity_number": "identity_number",
    "phone": "phone",
    "card": "card",
}
LONGEST: Final = 22
_ROUND: Final = "000"
_GROUPINGS: Final = frozenset({(3, 8), (7, 4), (3, 3, 5), (4, 7), (8, 3)})


def classify(digits: str, label: Label | None, pieces: Sequence[Piece]) -> Verdict | None:
    """The kind and confidence of digits said in `pieces` behind a label; None: not private.

    What the checks confirm needs no label; what a label leads to needs no check, because
    recognisers mishear digits. Behind a public label only a confirmed identity number counts.
    """
    if len(digits) < _SHORTEST["phone"]:
        return None
    if checks.is_identity_number(digits):
        return "identity_number", 0.99
    if label == "public" or checks.is_hotline(digits):
        return None
    return _by_form(digits, label, pieces) or (_by_label(digits, label) if label else None)


def _by_form(digits: str, label: Label | None, pieces: Sequence[Piece]) -> Verdict | None:
    if label is None and _lists_amounts(pieces):
        return None
    if checks.is_mobile(digits):
        return ("phone", 0.95) if label or _grouped_like_a_phone(pieces) else None
    if len(digits) >= 15:
        return _long(digits, label)
    if checks.is_landline(digits) and (label or pieces[0].digits.startswith("0")):
        return "phone", 0.8
    return None


def _long(digits: str, label: Label | None) -> Verdict | None:
    if digits.isdecimal() and checks.is_card(digits):
        return "card", 0.95
    if checks.looks_like_identity_number(digits):
        return "identity_number", 0.7
    if checks.is_old_identity_number(digits):
        return "identity_number", 0.6
    if label in (None, "card") and digits.startswith("62") and checks.looks_like_card(digits):
        return "card", 0.5
    return None


def _by_label(digits: str, label: Label) -> Verdict | None:
    if not _SHORTEST[label] <= len(digits) <= _LONGEST[label]:
        return None
    if "x" in digits[:-1] or (digits[-1] == "x" and label != "identity_number"):
        return None
    if digits.endswith(_ROUND):
        return None
    return _LED_TO[label], 0.6


def _lists_amounts(pieces: Sequence[Piece]) -> bool:
    """15000，120000: round numbers side by side."""
    return sum(len(p.digits) >= 4 and p.written and p.digits.endswith("00") for p in pieces) > 1


def _grouped_like_a_phone(pieces: Sequence[Piece]) -> bool:
    """Written in groups that people use: not 5 and 6, which are two numbers."""
    lengths = tuple(len(piece.digits) for piece in pieces)
    if len(lengths) == 1 or not all(p.written for p in pieces) or max(lengths) <= 4:
        return True
    return lengths in _GROUPINGS or max(lengths) == 11
