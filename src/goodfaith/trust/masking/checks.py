"""Whether digits can be what they look like: check digits, dates, regions, prefixes."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

# GB/T 2260: the first two digits of an identity number; 81 to 83 are residence permits.
_REGIONS: Final = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 "
    "61 62 63 64 65 71 81 82 83".split()
)
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS: Final = "10x98765432"

# Prefixes handed out by the Ministry of Industry and Information Technology, virtual operators too.
_MOBILE: Final = re.compile(
    r"1(?:3\d|4[0-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])\d{8}", re.ASCII
)
_LANDLINE: Final = re.compile(r"0(?:10|2[0-57-9])[2-9]\d{7}|0[3-9]\d\d[2-9]\d{6,7}", re.ASCII)
_TAIWAN_MOBILE: Final = re.compile(r"09\d{8}", re.ASCII)
_COUNTRY: Final = re.compile(r"(?:00)?86(?=1\d{10}$)|0(?=1[3-9]\d{9}$)", re.ASCII)
_HOTLINE: Final = re.compile(
    r"(?:0\d{2,3})?(?:95\d{3,6}|96\d{3,4})|[48]00\d{7}|1[012]\d{1,3}|123\d{2}", re.ASCII
)
_CARD: Final = re.compile(
    r"62\d{14,17}|4\d{15}|(?:5[1-5]|2[2-7]|35|60)\d{14}|3[47]\d{13}|(?:9558|9559|60)\d{12,15}",
    re.ASCII,
)


def is_identity_number(digits: str) -> bool:
    """18 digits (the last may be `x`) with region, birthday and the check digit of GB 11643.

    The check is ISO 7064 MOD 11-2.
    """
    return (
        looks_like_identity_number(digits) and _CHECK_DIGITS[_weighted(digits) % 11] == (digits[17])
    )


def _weighted(digits: str) -> int:
    return sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))


def looks_like_identity_number(digits: str) -> bool:
    """18 digits with a region and a birthday; the check digit may have been misheard."""
    return (
        len(digits) == 18
        and digits[:17].isdecimal()
        and (digits[17].isdecimal() or digits[17] == "x")
        and digits[:2] in _REGIONS
        and digits[6:8] in ("18", "19", "20")
        and _is_day(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    )


def is_old_identity_number(digits: str) -> bool:
    """15 digits of the form issued before 1999: region and birthday, no check digit."""
    return (
        len(digits) == 15
        and digits.isdecimal()
        and digits[:2] in _REGIONS
        and _is_day(1900 + int(digits[6:8]), int(digits[8:10]), int(digits[10:12]))
    )


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


def is_mobile(digits: str) -> bool:
    """A mobile number of the mainland, with or without 86, or one of Taiwan."""
    return bool(_MOBILE.fullmatch(_COUNTRY.sub("", digits)) or _TAIWAN_MOBILE.fullmatch(digits))


def is_landline(digits: str) -> bool:
    """An area code and seven or eight digits."""
    return _LANDLINE.fullmatch(digits) is not None


def is_hotline(digits: str) -> bool:
    """A number everybody may know: 95xxx, 96xxx, 400 and 800, 10086, 110, 12378."""
    return _HOTLINE.fullmatch(digits) is not None


def is_card(digits: str) -> bool:
    """15 to 19 digits of a bank card's first digits and the check digit of ISO/IEC 7812."""
    return looks_like_card(digits) and luhn(digits)


def looks_like_card(digits: str) -> bool:
    return _CARD.fullmatch(digits) is not None


def luhn(digits: str) -> bool:
    """Whether decimal digits end in their Luhn check digit."""
    doubled = (str(2 * int(digit)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(int(d) for two in doubled for d in two)) % 10 == 0


# The letters of a Taiwan identity number stand for 10 to 35 in this order.
_TAIWAN_LETTERS: Final = "abcdefghjklmnpqrstuvxywzio"


def is_taiwan_identity_number(number: str) -> bool:
    """A small letter, 1 2 8 or 9, and eight digits, the last of which is the check digit."""
    if not re.fullmatch(r"[a-z][1289]\d{8}", number, re.ASCII):
        return False
    letter = _TAIWAN_LETTERS.index(number[0]) + 10
    weights = (8, 7, 6, 5, 4, 3, 2, 1, 1)
    total = sum(w * int(d) for w, d in zip(weights, number[1:], strict=True))
    return (letter // 10 + letter % 10 * 9 + total) % 10 == 0
