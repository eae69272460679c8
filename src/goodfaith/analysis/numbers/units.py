"""Units behind numerals and the words before them that say what is counted."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from goodfaith.analysis.numbers.numeral import DIGITS
from goodfaith.analysis.numbers.span import NumberKind

BEFORE: Final = 16
"""Code points looked at before a numeral."""


class Unit(msgspec.Struct, frozen=True):
    """A unit: what it counts, how much one of it is, and its name where the kind is not enough."""

    kind: NumberKind
    size: float = 1.0
    name: str = ""


_UNITS: Final[tuple[tuple[str, str, Unit], ...]] = (
    ("percent", r"(?:个|的)?百分点|个多?点(?![钟头心子位])|%|\uff05", Unit("rate", 0.01)),
    ("permille", "\u2030", Unit("rate", 0.001)),
    ("tenth", "成(?![年立本功为分人长交绩不就品])", Unit("rate", 0.1)),
    ("jiao", "毛钱|角钱", Unit("amount", 0.1)),
    ("fen", "分钱", Unit("amount", 0.01)),
    ("yuan", "块钱|块(?!儿)|元(?![旦月宝气素])|圆|人民币|rmb", Unit("amount")),
    ("workday", "个?工作日", Unit("days", 1.0, "workday")),
    ("day", "个?自然日|天(?![然津使气猫生])|日(?![期常子本前])", Unit("days")),
    ("week", "个?(?:整)?(?:星期|礼拜)|周(?![岁年末])", Unit("days", 7.0)),
    ("halfmonth", "个半月", Unit("months", 1.0, "half")),
    ("month", "个多?整?月", Unit("months")),
    ("age", "周?岁", Unit("age")),
    ("year", "周年|年(?![级纪轻龄夜])", Unit("years")),
    ("minute", "分钟", Unit("plain", 1.0, "minute")),
    ("halfhour", "个半(?:小时|钟头)", Unit("plain", 1.0, "half hour")),
    ("hour", "个?(?:小时|钟头)", Unit("plain", 1.0, "hour")),
    ("second", "秒钟?", Unit("plain", 1.0, "second")),
    ("times", "倍", Unit("count", 1.0, "times")),
    ("count", "[次遍回份张笔项种条位名家套页期例]|人(?!家|民|生|工|类|身|寿)|个", Unit("count")),
)
_UNIT: Final = re.compile(" ?(?:" + "|".join(f"(?P<{n}>{p})" for n, p, _ in _UNITS) + ")")
_BY_NAME: Final = {name: unit for name, _, unit in _UNITS}

_HALF: Final = re.compile("半(?![年天])")
# 十三块九毛 and 十三块九, but not 十块八块.
_TENTHS: Final = re.compile(
    "(?<=块)([1-9一二两三四五六七八九])(?:[毛角]钱?|(?![\\d.十百千万亿年月天日个点块元次份岁号周%]))"
)
_TOGETHER: Final = re.compile("块(?!钱)")
_RATE_BEFORE: Final = re.compile(
    "(?:年化|利率|利息|收益|回报|复利|单利|结算|irr)"
    "(?:率|大概|大约|差不多|平均|超过|高达|接近|最高|最低|保底|左右|达到|可以"
    "|就|能|约|有|到|达|在|是|为|也|都|[:,] ?| ){0,4}$"
)
_AMOUNT_BEFORE: Final = re.compile(
    "(?:\u00a5|\uffe5|[每一][年月]|[交存付花领赔投扣转收退返补省赚亏贷欠还拿费额格资入])"
    "(?:大概|大约|差不多|了|到|您|你|是|为|才|就|只|要|个|约|[:,] ?| ){0,3}$"
)
_ORDINAL_BEFORE: Final = re.compile("第 ?$")
_WEEKDAY_BEFORE: Final = re.compile("(?:星期|礼拜|周)$")


def read_unit(text: str, at: int) -> tuple[Unit, int] | None:
    """Return the unit that stands at `at` and where it ends, or None."""
    found = _UNIT.match(text, at)
    if not found or found.lastgroup is None:
        return None
    return _BY_NAME[found.lastgroup], found.end()


def half_behind(text: str, at: int) -> int:
    """How long the 半 of 两年半 or 三天半 at `at` is: 1 or 0."""
    return 1 if _HALF.match(text, at) else 0


def tenths_behind(text: str, at: int) -> tuple[float, int]:
    """What the 九毛 of 十三块九毛 at `at` is worth in yuan, and where it ends."""
    found = _TENTHS.match(text, at)
    if not found:
        return 0.0, at
    return (DIGITS.get(found[1]) or int(found[1])) / 10, found.end()


def means_together(text: str, at: int) -> bool:
    """Whether the 块 at `at` may be that of 一块 (together) rather than money."""
    return _TOGETHER.match(text, at) is not None


def speaks_of_rate(text: str, start: int) -> bool:
    """Whether the words before `start` lead to a rate: 年化, 利率能到."""
    return _ends(_RATE_BEFORE, text, start)


def speaks_of_amount(text: str, start: int) -> bool:
    """Whether the words before `start` lead to an amount: 交, 存, 保费是."""
    return _ends(_AMOUNT_BEFORE, text, start)


def is_ordinal(text: str, start: int) -> bool:
    """Whether 第 stands before `start`."""
    return _ends(_ORDINAL_BEFORE, text, start)


def is_weekday(text: str, start: int) -> bool:
    """Whether what begins at `start` is the number of a weekday: 星期三."""
    return _ends(_WEEKDAY_BEFORE, text, start)


def _ends(pattern: re.Pattern[str], text: str, start: int) -> bool:
    return pattern.search(text[max(0, start - BEFORE) : start]) is not None
