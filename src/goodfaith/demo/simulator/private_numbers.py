"""Telephone, identity, card and plate numbers that look right and belong to nobody."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Final

from goodfaith.demo.simulator.names import PLATE_PROVINCES
from goodfaith.demo.simulator.seeding import pick

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_NO_PLACE: Final = ("429971", "339982", "349963", "439984", "329975")
"""Counties that GB/T 2260 never gave a number: the last four digits are in no list."""
_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def phone_number(rng: Random, index: int) -> str:
    """A mobile number with 000 where exchanges begin, which no operator hands out."""
    tail = (index * 61_483 + 20_011) % 100_000  # neighbours do not look alike
    return f"{pick(rng, ('138', '139', '136', '158', '187', '177', '159'))}000{tail:05d}"


def identity_number(rng: Random, birth_on: date, female: bool) -> str:
    """18 digits of a county that does not exist, with the check digit of ISO 7064 MOD 11-2."""
    order = int(rng.random() * 500) * 2 + (0 if female else 1)
    body = f"{pick(rng, _NO_PLACE)}{birth_on:%Y%m%d}{order:03d}"
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, body, strict=True))
    return body + _CHECKS[total % 11]


def card_number(rng: Random) -> str:
    """A 19-digit card number of an issuer number that nobody has, with its Luhn digit."""
    body = "62999" + "".join(str(int(rng.random() * 10)) for _ in range(13))
    doubled = (int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(reversed(body)))
    return body + str(-sum(n // 10 + n % 10 for n in doubled) % 10)


def plate_number(rng: Random) -> str:
    """A plate of letters and digits: 鄂A8K62Z."""
    tail = "".join(
        pick(rng, _LETTERS) if rng.random() < 0.25 else str(int(rng.random() * 10))
        for _ in range(5)
    )
    return f"{pick(rng, PLATE_PROVINCES)}{pick(rng, 'ABCDEF')}{tail}"
