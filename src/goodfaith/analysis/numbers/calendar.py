"""Dates and times of day: 三月八号, 2026-03-08, 二零二六年, 15号, 晚上九点半, 21:30."""

from __future__ import annotations

import re
from typing import Final

from goodfaith.analysis.numbers.numeral import DIGITS
from goodfaith.analysis.numbers.span import NumberSpan

_ONES: Final = "[一二三四五六七八九]"
_SMALL: Final = f"(?:[一二]?十{_ONES}?|三十一?|廿{_ONES}?|[零〇]?(?:{_ONES}|两)|\\d{{1,2}})"
_MINUTES: Final = f"(?:[二三四五]?十{_ONES}?|[零〇]?{_ONES}|\\d{{1,2}})"
_YEAR: Final = "(?:(?:19|20|21)\\d{2}|[一二][九零〇一][零〇一二三四五六七八九]{2})"
_WRITTEN: Final = re.compile(rf"({_YEAR})([-/.])(\d{{1,2}})\2(\d{{1,2}})(?![\d])", re.ASCII)
_SPOKEN: Final = re.compile(
    rf"(?:({_YEAR}|\d{{2}}) ?年的? ?)?({_SMALL}) ?(?:月份?|\.(?=\d{{1,2}}[号日])) ?"
    rf"(?:({_SMALL}) ?[号日](?![期常子]))?"
)
_YEAR_ONLY: Final = re.compile(rf"({_YEAR}) ?年(?!期|交|金)")
_DAY_ONLY: Final = re.compile(rf"({_SMALL}) ?号(?!码|楼|线|文|院|店)")
_CLOCK: Final = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)(?::[0-5]\d)?(?!\d)", re.ASCII)
_HOUR: Final = re.compile(rf"({_SMALL}) ?点(?:钟|整|(半)|([一三])刻|({_MINUTES})分?)?")
_EXACT_HOUR: Final = re.compile(f"点(?:钟|整|半|[一三]刻|{_MINUTES}分(?![之红]))")
_PART_OF_DAY: Final = re.compile(
    "(凌晨|半夜|早上|早晨|清早|今早|明早|上午|中午|下午|"
    "傍晚|晚上|夜里|今晚|明晚|昨晚|当晚|晚|早) ?的?$"
)
_AFTER_NOON: Final = frozenset(
    {"下午", "傍晚", "晚上", "夜里", "今晚", "明晚", "昨晚", "当晚", "晚"}
)
_NIGHT: Final = frozenset({"凌晨", "半夜"})


def read_written_date(text: str, at: int) -> NumberSpan | None:
    """2026-03-08, 2026/3/8, 2026.3.8."""
    found = _WRITTEN.match(text, at)
    return found and _date(at, found.end(), found[1], found[3], found[4])


def read_spoken_date(text: str, at: int) -> NumberSpan | None:
    """三月八号, 2026年3月8日, 三月份, 二零二六年, 15号; a month without 月份 needs no day."""
    if found := _SPOKEN.match(text, at):
        return _date(at, found.end(), found[1], found[2], found[3])
    if found := _YEAR_ONLY.match(text, at):
        return _date(at, found.end(), found[1], None, None)
    if found := _DAY_ONLY.match(text, at):
        return _date(at, found.end(), None, None, found[1])
    return None


def _date(
    start: int, end: int, year: str | None, month: str | None, day: str | None
) -> NumberSpan | None:
    numbers = (_year(year), small(month), small(day))
    if numbers[1] > 12 or numbers[2] > 31:
        return None
    value = numbers[0] * 10_000 + numbers[1] * 100 + numbers[2]
    return NumberSpan(start, end, "date", float(value)) if value else None


def read_time(text: str, at: int) -> NumberSpan | None:
    """晚上九点半, 三点一刻, 21:30; a bare 三点 only behind a part of the day.

    `value` is in minutes from midnight; twelve at night is 0.
    """
    if found := _CLOCK.match(text, at):
        return NumberSpan(
            at, found.end(), "time", float((int(found[1]) * 60 + int(found[2])) % 1440)
        )
    found = _HOUR.match(text, at)
    part = _PART_OF_DAY.search(text[max(0, at - 4) : at])
    if not found or small(found[1]) > 24 or not (part or _EXACT_HOUR.match(text, found.end(1))):
        return None
    minutes = _minutes(found)
    if minutes is None or _means_a_little(found, part):
        return None
    hour = _hour(small(found[1]), part[1] if part else "")
    start = at - len(part[0]) if part else at
    return NumberSpan(start, found.end(), "time", float((hour * 60 + minutes) % 1440))


def _means_a_little(hour: re.Match[str], part: re.Match[str] | None) -> bool:
    """早一点 and 晚一点 are no times."""
    return part is not None and part[1] in {"早", "晚"} and hour[0] == "一点"


def _minutes(found: re.Match[str]) -> int | None:
    if found[2]:
        return 30
    if found[3]:
        return DIGITS[found[3]] * 15
    minutes = small(found[4])
    return minutes if minutes < 60 else None


def _hour(hour: int, part: str) -> int:
    if part in _NIGHT:
        return hour % 12 if hour == 12 else hour
    if part == "中午":
        return hour + 12 if hour < 11 else hour
    if part in _AFTER_NOON and hour < 12:
        return hour + 12
    return 0 if part in _AFTER_NOON and part != "下午" and hour == 12 else hour


def small(said: str | None) -> int:
    """The value of a numeral below one hundred in digits or characters; 0 for none."""
    if not said:
        return 0
    if said.isdecimal():
        return int(said)
    tens, ten, ones = said.replace("廿", "二十").rpartition("十")
    value = DIGITS[ones[-1]] if ones else 0
    return value + (10 * (DIGITS[tens[-1]] if tens else 1) if ten else 0)


def _year(said: str | None) -> int:
    if not said:
        return 0
    year = int(said) if said.isdecimal() else int("".join(str(DIGITS[char]) for char in said))
    return year + 2000 if year < 100 else year
