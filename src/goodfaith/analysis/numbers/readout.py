"""Digits read out one by one: 幺三八零零, 138 0013 8000, 三个五; phones, licences, codes."""

from __future__ import annotations

import re
from typing import Final

from goodfaith.analysis.numbers.numeral import DIGITS
from goodfaith.analysis.numbers.span import NumberSpan

SPOKEN_FROM: Final = 3
SEPARATED_FROM: Final = 7
"""So many digits and they are a number read out, not a count: 一, 二, 三 counts."""

LONGEST: Final = 40

_VALUES: Final = {**DIGITS, "幺": 1, "洞": 0, "拐": 7, "勾": 9}
SPOKEN_DIGITS: Final = "零〇一二两三四五六七八九幺洞拐勾"
_TIMES: Final = rf"[二两三四五六](?:个|個)[0-9{SPOKEN_DIGITS}](?![个点十百千万亿月年天])"
_ONE: Final = rf"(?:{_TIMES}|[{SPOKEN_DIGITS}])"
_GAP: Final = "(?:[ ,\u3001\uff0c-]|, )"
_END: Final = "(?![十百千万亿点]|个(?![0-9零一二三四五六七八九]))"

# Alone, 三个一 is the beginning of 三个一起 rather than 111.
_ALONE: Final = _TIMES.replace("个|個)", "个|個)(?![一两])")
_SPOKEN: Final = re.compile(rf"(?:{_ONE}{{2,{LONGEST}}}+|{_ALONE}){_END}")
_THOUSANDS: Final = r"\d{1,3}(?:,\d{3})+(?![\d,])"
_GROUPS: Final = re.compile(
    rf"(?!{_THOUSANDS})"
    rf"(?:\d|{_ONE}){{2,{LONGEST}}}+(?:{_GAP}(?:\d|{_ONE}){{2,{LONGEST}}}+){{0,8}}+"
    rf"(?![十百千万亿点年月日号.:])",
    re.ASCII,
)
_SPACED: Final = re.compile(
    rf"[0-9{SPOKEN_DIGITS}](?: [0-9{SPOKEN_DIGITS}]){{6,{LONGEST}}}+(?! ?[个年月日天元块])"
)
_PARTS: Final = re.compile(rf"([二两三四五六])[个個]([0-9{SPOKEN_DIGITS}])|([0-9{SPOKEN_DIGITS}])")


def read_digits(text: str, at: int) -> NumberSpan | None:
    """Return the digits read out from `at`, or None when they are an ordinary number."""
    for pattern, fewest in ((_GROUPS, SEPARATED_FROM), (_SPACED, SEPARATED_FROM), (_SPOKEN, 0)):
        found = pattern.match(text, at)
        if not found:
            continue
        digits = digits_said(found[0])
        # Arabic digits in one piece may be an amount; the unit behind them decides elsewhere.
        if len(digits) >= max(fewest, SPOKEN_FROM) and not found[0].isdecimal():
            return NumberSpan(at, found.end(), "digits", float(digits), digits=digits)
    return None


def digits_said(said: str) -> str:
    """Return the digits of a folded text of digits, read one by one or as 三个五."""
    parts = []
    for times, repeated, single in _PARTS.findall(said):
        digit = single or repeated
        value = digit if digit.isdecimal() else str(_VALUES[digit])
        parts.append(value * (_VALUES[times] if times else 1))
    return "".join(parts)
