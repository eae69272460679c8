"""Numbers, money and days as people say them on the telephone."""

from __future__ import annotations

from datetime import date
from typing import Final

_DIGITS: Final = "零一二三四五六七八九"
_UNITS: Final = ("", "十", "百", "千")
_BIG: Final = ("", "万", "亿")
_WEEKDAYS: Final = "一二三四五六日"


def say_number(number: int) -> str:
    """A whole number, 0 to under a trillion: 12 is 十二, 10050 is 一万零五十."""
    if number == 0:
        return "零"
    groups: list[str] = []
    place = 0
    while number:
        number, group = divmod(number, 10_000)
        if group:
            padded = "零" if number and group < 1000 else ""
            groups.append(padded + _say_group(group) + _BIG[place])
        place += 1
    said = "".join(reversed(groups))
    return said[1:] if said.startswith("一十") else said


def _say_group(group: int) -> str:
    said, pending = "", False
    for power in (3, 2, 1, 0):
        digit = group // 10**power % 10
        if digit:
            said += ("零" if pending and said else "") + _DIGITS[digit] + _UNITS[power]
            pending = False
        else:
            pending = True
    return said


def say_money(yuan: int) -> str:
    """Yuan as spoken, rounded as people do: 12000 is 一万二, 6200 is 六千二, 350 is 三百五."""
    for unit, word in ((10_000, "万"), (1000, "千"), (100, "百")):
        high, rest = divmod(yuan, unit)
        if high and rest and rest % (unit // 10) == 0 and (unit == 10_000 or high < 10):
            return f"{_two(high, word)}{_DIGITS[rest // (unit // 10)]}"
        if high and not rest and (unit == 10_000 or high < 10):
            return _two(high, word)
    return say_number(yuan)


def _two(high: int, word: str) -> str:
    said = "两百" if high == 200 else "两" if high == 2 and word != "百" else say_number(high)
    return said + word


def say_digits(digits: str) -> str:
    """Digit by digit, 1 as 幺: what one does with telephone and identity numbers."""
    return "".join(
        "幺" if d == "1" else _DIGITS[int(d)] if d.isdecimal() else d.upper() for d in digits
    )


def say_rate(rate: float) -> str:
    """A share of one as a percentage: 0.0175 is 百分之一点七五."""
    text = f"{rate * 100:.4f}".rstrip("0").rstrip(".")
    whole, _, fraction = text.partition(".")
    said = "百分之" + say_number(int(whole))
    return f"{said}点{''.join(_DIGITS[int(d)] for d in fraction)}" if fraction else said


def say_day(day: date) -> str:
    """Month and day: 三月十二号."""
    return f"{say_number(day.month)}月{say_number(day.day)}号"


def say_weekday(day: date, today: date) -> str:
    """The day as one would say it on `today`: 明天, 后天, 周四, 下周二."""
    ahead = (day - today).days
    if ahead in (0, 1, 2):
        return ("今天", "明天", "后天")[ahead]
    same_week = day.isocalendar()[:2] == today.isocalendar()[:2]
    return f"{'' if same_week else '下'}周{_WEEKDAYS[day.weekday()]}"


def say_hour(hour: int, half: bool = False) -> str:
    """The time of day: 下午三点半."""
    part = "上午" if hour < 12 else "中午" if hour == 12 else "下午" if hour < 18 else "晚上"
    shown = hour if hour <= 12 else hour - 12
    return f"{part}{'两' if shown == 2 else say_number(shown)}点{'半' if half else ''}"
