"""Reads the numbers of a Chinese text as side annotations; the text itself is never rewritten."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Final

import msgspec

from goodfaith.analysis.numbers import units
from goodfaith.analysis.numbers.calendar import read_spoken_date, read_time, read_written_date
from goodfaith.analysis.numbers.numeral import (
    MULTIPLIERS,
    STARTS,
    TEN_THOUSAND,
    Numeral,
    read_numeral,
)
from goodfaith.analysis.numbers.readout import SEPARATED_FROM, read_digits
from goodfaith.analysis.numbers.span import NumberKind, NumberSpan
from goodfaith.analysis.numbers.units import Unit

_START: Final = re.compile(f"[{STARTS}幺洞半终]|[百千万]分")
_LIFELONG: Final = re.compile("终身|终生")
_HALF: Final = re.compile(
    "半(?:(?P<year>年)|个?多?(?P<month>月)|(?P<day>天)|(?P<point>个点|个百分点))"
)
_HALVES: Final[dict[str, tuple[NumberKind, float]]] = {
    "year": ("months", 6.0),
    "month": ("days", 15.0),
    "day": ("days", 0.5),
    "point": ("rate", 0.005),
}
_PARTS_OF: Final = re.compile("([百千万])分之")
_ALL: Final = re.compile("百分(?:之|(?=百))百")
_PARTS: Final = {"百": 100, "千": 1000, "万": 10_000}
_ABOUT: Final = re.compile("([多来余几])([亿万千百]?)")
_RANGE: Final = re.compile(" ?(?:到|至|-|~|\uff5e|\u2014|\u2013) ?")

_MONEY_FROM: Final = 100
"""A smaller number without a unit is hardly ever meant as money."""

_HIGHEST_BARE_RATE: Final = 30
"""年化 30 may be a rate, 利率 2035 is not."""

_ONE_BY_ONE: Final[tuple[Callable[[str, int], NumberSpan | None], ...]] = (
    read_written_date,
    read_spoken_date,
    read_time,
    read_digits,
)


class _Read(msgspec.Struct, frozen=True):
    """A number read: its span, its numeral, what one of it is worth, whether that was said."""

    span: NumberSpan
    numeral: Numeral | None = None
    size: float = 1.0
    with_unit: bool = True

    @property
    def is_number(self) -> bool:
        """Whether it counts anything: 一 in 一定 and 十 in 十分 do not."""
        if self.span.kind != "plain" or self.span.unit or self.numeral is None:
            return True
        return not self.numeral.spoken or self.span.value > 10


def read_numbers(text: str) -> list[NumberSpan]:
    """Return the numbers said in `text`, in order, not overlapping.

    `text` is folded (width, Traditional, capitals), offsets are its code points. Small numerals
    without any unit (一定, 三方) are not numbers. Time grows with the length of the text alone.
    """
    found: list[NumberSpan] = []
    at = 0
    while start := _START.search(text, at):
        read = _read_at(text, start.start(), at)
        if read is None:
            at = start.start() + 1
            continue
        read = _joined(text, read)
        if read.is_number:
            found.append(read.span)
        at = read.span.end
    return found


def _read_at(text: str, at: int, after: int) -> _Read | None:
    """The number that begins at `at`; the one before it ended at `after`."""
    if text[at] in "终半百千万":
        return _read_word(text, at)
    if at != after and units.is_weekday(text, at):
        return None
    for read in _ONE_BY_ONE:
        if span := read(text, at):
            start = max(span.start, after)
            return _Read(
                span if start == span.start else msgspec.structs.replace(span, start=start)
            )
    numeral = read_numeral(text, at)
    return _read_counted(text, at, numeral) if numeral else None


def _read_word(text: str, at: int) -> _Read | None:
    """终身, 半年, 百分之三: numbers that do not begin with a numeral."""
    if found := _LIFELONG.match(text, at):
        return _Read(NumberSpan(at, found.end(), "lifelong", math.inf))
    if (found := _HALF.match(text, at)) and found.lastgroup:
        kind, value = _HALVES[found.lastgroup]
        return _Read(NumberSpan(at, found.end(), kind, value))
    if found := _ALL.match(text, at):
        return _Read(NumberSpan(at, found.end(), "rate", 1.0))
    if found := _PARTS_OF.match(text, at):
        return _read_parts(text, at, found.end(), 1 / _PARTS[found[1]])
    return None


def _read_parts(text: str, start: int, at: int, size: float) -> _Read | None:
    numeral = read_numeral(text, at) if at < len(text) else None
    return _read(start, numeral.end, numeral, Unit("rate", size)) if numeral else None


def _read_counted(text: str, at: int, numeral: Numeral) -> _Read | None:
    if text.startswith("分之", numeral.end) and numeral.low > 1:
        return _read_parts(text, at, numeral.end + len("分之"), 1 / numeral.low)
    about = _about(text, numeral)
    found = units.read_unit(text, about.end)
    if found is None:
        numeral = about if about.scale != numeral.scale else numeral
        return _read_bare(text, at, numeral)
    unit, end = found
    if _means_together(text, numeral, unit):
        return None
    if units.is_ordinal(text, at):
        return _read(at, end, about, Unit("plain", name="ordinal"))
    more, end = _behind_unit(text, end, unit)
    about = msgspec.structs.replace(about, low=about.low + more, high=about.high + more)
    return _read(at, end, about, Unit(unit.kind, unit.size) if unit.name == "half" else unit)


def _means_together(text: str, numeral: Numeral, unit: Unit) -> bool:
    alone = unit.kind == "amount" and numeral.low == numeral.high == 1
    return alone and units.means_together(text, numeral.end)


def _behind_unit(text: str, end: int, unit: Unit) -> tuple[float, int]:
    """What 半 adds to 两年半 or 一个半月 and 九毛 to 十三块九毛, and where it ends."""
    if unit.name == "half":
        return 0.5, end
    if unit.kind in {"years", "days"}:
        half = units.half_behind(text, end)
        return half / 2, end + half
    return units.tenths_behind(text, end) if unit.kind == "amount" else (0.0, end)


def _about(text: str, numeral: Numeral) -> Numeral:
    """十几万, 二十多, 三千来: the numeral with what makes it vague and a multiplier behind that."""
    found = _ABOUT.match(text, numeral.end)
    if not found:
        return numeral
    scale = MULTIPLIERS[found[2]] if found[2] else 1
    # 十几 is at most nineteen; how much 多 and 来 add is not said.
    few = found[1] == "几" and numeral.scale == 10
    low, high = (numeral.low + few) * scale, (numeral.high + 9 * few) * scale
    scale = scale if found[2] else numeral.scale
    return Numeral(found.end(), low, high, scale, numeral.spoken, multiplied=numeral.multiplied)


def _read_bare(text: str, at: int, numeral: Numeral) -> _Read:
    """A numeral without unit: the words before it or its form tell what it may be."""
    if units.speaks_of_rate(text, at) and numeral.high <= _HIGHEST_BARE_RATE:
        return _read(at, numeral.end, numeral, Unit("rate", 0.01))
    said = text[at : numeral.end]
    if said.isdecimal() and len(said) >= SEPARATED_FROM:
        return _Read(NumberSpan(at, numeral.end, "digits", float(said), digits=said))
    is_money = numeral.multiplied or units.speaks_of_amount(text, at)
    unit = Unit("amount" if is_money and numeral.high >= _MONEY_FROM else "plain")
    if units.is_ordinal(text, at):
        unit = Unit("plain", name="ordinal")
    read = _read(at, numeral.end, numeral, unit)
    return msgspec.structs.replace(read, with_unit=False)


def _read(start: int, end: int, numeral: Numeral, unit: Unit) -> _Read:
    span = _span(start, end, unit, numeral.low, numeral.high)
    return _Read(span, numeral, unit.size)


def _span(start: int, end: int, unit: Unit, low: float, high: float) -> NumberSpan:
    low, high = _worth(low, unit.size), _worth(high, unit.size)
    if low == high:
        return NumberSpan(start, end, unit.kind, low, unit=unit.name)
    middle = _worth((low + high) / 2, 1)
    return NumberSpan(start, end, unit.kind, middle, low, high, unit.name)


def _worth(number: float, size: float) -> float:
    # 3.5 x 0.01 is 0.035000000000000003 in binary; a rate said must equal a rate filed.
    return round(number * size, 9)


def _joined(text: str, first: _Read) -> _Read:
    """三到五个点, 90至180天: the range from `first` to the number behind it, else `first`."""
    found = _RANGE.match(text, first.span.end)
    if not found or first.numeral is None or found.end() == len(text):
        return first
    second = _read_at(text, found.end(), found.end()) if _START.match(text, found.end()) else None
    if second is None or second.numeral is None or first.span.unit == "ordinal":
        return first
    ends = _ends(first, first.numeral, second, second.numeral)
    if ends is None or not 0 <= ends[0] < ends[1]:
        return first
    leading = first if first.with_unit and not second.with_unit else second
    unit = Unit(leading.span.kind, 1.0, leading.span.unit)
    span = _span(first.span.start, second.span.end, unit, *ends)
    return _Read(span, second.numeral, second.size)


def _ends(first: _Read, low: Numeral, second: _Read, high: Numeral) -> tuple[float, float] | None:
    if first.with_unit and second.with_unit:
        same = (first.span.kind, first.span.unit) == (second.span.kind, second.span.unit)
        return (low.low * first.size, high.high * second.size) if same else None
    if first.with_unit:
        is_rate = first.span.kind == "rate" and second.span.kind == "plain"
        return (low.low * first.size, high.high * first.size) if is_rate else None
    if second.span.kind == "plain" and not second.span.unit:
        return None
    # 三到五万: the multiplier is said once.
    shared = high.scale >= TEN_THOUSAND and low.scale == 1 and low.low * high.scale <= high.high
    scale = high.scale if shared else 1
    return low.low * scale * second.size, high.high * second.size
