"""One numeral: 三百八, 两万五, 1.2万, 十五六, 三点五, 壹万贰仟, 10w. Its value, not its unit."""

from __future__ import annotations

import re
from typing import Final

import msgspec

DIGITS: Final = {
    **{char: value for value, char in enumerate("零一二三四五六七八九")},
    **{char: value for value, char in enumerate("壹贰叁肆伍陆柒捌玖", 1)},
    "〇": 0,
    "两": 2,
    "参": 3,
}
MULTIPLIERS: Final = {
    "十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "k": 1000, "K": 1000,
    "万": 10_000, "萬": 10_000, "w": 10_000, "W": 10_000, "亿": 100_000_000,
}  # fmt: skip

TEN_THOUSAND: Final = 10_000

DIGIT: Final = "一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
STARTS: Final = f"0-9零〇{DIGIT}十拾参"

_ZERO = "[零〇]?"
_PAIR = "一[二两]|[二两]三|三[四五]|四五|五六|六七|七八|八九"
_D = rf"(?:{_PAIR}|[{DIGIT}]|参(?=[拾佰仟万]))"
# 五百三千 is 五百 and 三千: the last digit must not have a multiplier of its own.
_LAST = rf"(?:{_ZERO}{_D}(?![十拾百佰千仟]))?"
_SECTION = rf"(?:{_D}[千仟])?(?:{_ZERO}{_D}[百佰])?(?:{_ZERO}{_D}?[十拾])?{_LAST}"
# 十万八万 is 十万 and 八万.
_FINAL = _SECTION.removesuffix(_LAST) + _LAST.replace("千仟])", "千仟万萬亿])")
_CHINESE: Final = re.compile(
    rf"(?=[零〇{DIGIT}十拾参])"
    rf"(?:{_SECTION}[万萬]?亿)?(?:{_ZERO}{_SECTION}[万萬])?{_FINAL}"
)
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,6})?(?![\d,])", re.ASCII)
_ARABIC: Final = re.compile(r"\d{1,15}(?:\.\d{1,8}(?![\d月号]))?", re.ASCII)
_POINT: Final = re.compile(r"点(?:([零〇一二三四五六七八九]{1,8})(?![十百分刻])|(几)(?!点))")
_SCALE: Final = re.compile("[亿万萬千百](?![一])|[wWkK](?![a-zA-Z])|[亿万千百]")
_TAIL: Final = re.compile(rf"(\d{{1,8}}|[{DIGIT}])([万千百十]?)(?![\d.])", re.ASCII)
# 两万五 may stand before 块 but not before these: 交两万五年 is two numbers.
_NO_ELLIPSIS_BEFORE: Final = re.compile(" ?(?:年|个月|月|天|日|号|周|岁|次|期|星期|礼拜)")


class Numeral(msgspec.Struct, frozen=True):
    """A numeral that ends at `end`. `low` and `high` differ where a range is said (四五, 三点几).

    `scale` is the last multiplier said at the end (万 in 三万), 1 when there is none. `spoken`
    says that it is a Chinese numeral, `multiplied` that it has a multiplier in it.
    """

    end: int
    low: float
    high: float
    scale: int = 1
    spoken: bool = True
    multiplied: bool = False

    @property
    def value(self) -> float:
        """The number, or the middle of the range."""
        return self.low if self.low == self.high else (self.low + self.high) / 2


def read_numeral(text: str, at: int) -> Numeral | None:
    """Return the longest numeral that begins at `at`, or None. Looks at a bounded piece of text."""
    if text[at].isdecimal():
        return _read_arabic(text, at)
    found = _CHINESE.match(text, at)
    said = found[0] if found else ""
    if not said:
        return _with_point(text, at, text[at]) if text[at] in "零〇" else None
    if _is_elliptical(said) and _NO_ELLIPSIS_BEFORE.match(text, at + len(said)):
        said = said.rstrip(DIGIT)
    return _with_point(text, at, said)


def _with_point(text: str, at: int, said: str) -> Numeral:
    end = at + len(said)
    low, high = _evaluate(said, 0), _evaluate(said, -1)
    point = _POINT.match(text, end)
    if point and point[2]:
        high, end = high + 0.9, point.end()
    elif point:
        digits = "".join(str(DIGITS[char]) for char in point[1])
        low = high = float(f"{int(high)}.{digits}")
        end = point.end()
    if not point:
        scale = MULTIPLIERS.get(said[-1], 1)
        multiplied = any(char in MULTIPLIERS for char in said)
        return Numeral(end, low, high, scale, spoken=True, multiplied=multiplied)
    return _scaled(text, Numeral(end, low, high))


def _scaled(text: str, numeral: Numeral) -> Numeral:
    """三点五万, 1.2亿: a multiplier behind a fraction."""
    found = _SCALE.match(text, numeral.end)
    if not found:
        return numeral
    scale = MULTIPLIERS[found[0]]
    low, high = (_exact(number * scale) for number in (numeral.low, numeral.high))
    return Numeral(found.end(), low, high, scale, numeral.spoken, multiplied=True)


def _read_arabic(text: str, at: int) -> Numeral | None:
    grouped = _THOUSANDS.match(text, at)
    found = grouped or _ARABIC.match(text, at)
    if not found:
        return None
    value = float(found[0].replace(",", ""))
    if grouped:
        return Numeral(found.end(), value, value, spoken=False, multiplied=True)
    numeral = _scaled(text, Numeral(found.end(), value, value, spoken=False))
    return _with_tail(text, numeral) if numeral.multiplied else numeral


def _with_tail(text: str, numeral: Numeral) -> Numeral:
    """3万5 (35000), 3万5千, 1万2000."""
    tail = _TAIL.match(text, numeral.end)
    if not tail or tail[1].startswith("0"):
        return numeral
    number = DIGITS.get(tail[1]) or int(tail[1])
    if tail[2]:
        added = number * MULTIPLIERS[tail[2]]
    elif len(tail[1]) > 1:
        added = number
    elif _NO_ELLIPSIS_BEFORE.match(text, tail.end()) or numeral.scale < 100:
        return numeral
    else:
        added = number * numeral.scale // 10
    if added >= numeral.scale:
        return numeral
    value = numeral.low + added
    return Numeral(tail.end(), value, value, 1, numeral.spoken, multiplied=True)


def _is_elliptical(said: str) -> bool:
    """Whether the last digit counts tenths of the multiplier before it: 三百八."""
    shorter = said.rstrip(DIGIT)
    return shorter != said and MULTIPLIERS.get(shorter[-1:], 1) >= 100


def _evaluate(said: str, which: int) -> float:
    """The value of a Chinese numeral; of two digits side by side (四五) the first or the last."""
    total = section = before = 0
    digits: list[int] = []
    for char in said:
        if char in DIGITS:
            digits = [*digits, DIGITS[char]] if DIGITS[char] else []
            before = before if DIGITS[char] else 0  # 零 ends the ellipsis: 一百零八 is 108
            continue
        multiplier = MULTIPLIERS[char]
        digit = digits[which] if digits else 0
        if multiplier < TEN_THOUSAND:
            section += (digit or 1) * multiplier
        else:
            section += digit * _step(before)
            joined = (total + section, 0) if multiplier > TEN_THOUSAND else (section, total)
            total = joined[0] * multiplier + joined[1]
            section = 0
        before, digits = multiplier, []
    last = digits[which] if digits else 0
    return float(total + section + last * _step(before))


def _step(multiplier: int) -> int:
    """What a digit without multiplier counts behind one with: tens in 三百八, ones in 十五."""
    return multiplier // 10 if multiplier >= 100 else 1


def _exact(value: float) -> float:
    """1.13 x 10000 is 11299.999999999998 in binary; what was said has few decimals."""
    return round(value, 6)
