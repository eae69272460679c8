"""Numbers as people of the page's language read them."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any

from django import template
from django.utils.translation import get_language, gettext, pgettext

register = template.Library()
_CHINESE = ((10**8, "亿"), (10**4, "万"))
_ENGLISH = ((10**9, "B"), (10**6, "M"), (10**3, "K"))


def _decimal(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)


@register.filter
def number(value: Any, places: int = 0) -> str:
    """With a comma at each thousand: `1,284`. Nothing for what is no number."""
    if type(value) is int and not places:
        return f"{value:,}"
    found = _decimal(value)
    return "" if found is None else f"{_rounded(found, places):,}"


@register.filter
def big(value: Any) -> str:
    """Three digits and a word: 12.8万, 3.4亿; 12.8K, 3.4M in English. Small ones as they are."""
    found = _decimal(value)
    if found is None:
        return ""
    steps = _CHINESE if (get_language() or "").startswith("zh") else _ENGLISH
    for step, (size, word) in enumerate(steps):
        if abs(found) >= size:
            short = _three_digits(found / size)
            if step and abs(short) * size >= steps[step - 1][0]:  # 9,999.9万 rounds to 1亿
                size, word = steps[step - 1]
                short = _three_digits(found / size)
            return f"{short:,}{word}"
    return f"{found:,.0f}" if found == found.to_integral_value() else f"{_three_digits(found):,}"


def _three_digits(value: Decimal) -> Decimal:
    places = max(0, 2 - max(0, value.adjusted()))
    rounded = _rounded(value, places)
    return rounded if not places else Decimal(f"{rounded:f}".rstrip("0").rstrip("."))


@register.filter
def percent(value: Any, places: int = 0) -> str:
    """A rate from 0 to 1 as `61%`."""
    found = _decimal(value)
    return "" if found is None else f"{_rounded(found * 100, places):,}%"


@register.filter
def money(value: Any, currency: str = "CNY") -> str:
    """An amount with its currency: 1,284.00 元, CNY 1,284.00."""
    found = _decimal(value)
    return "" if found is None else _with_currency(f"{_rounded(found, 2):,}", currency)


@register.filter
def big_money(value: Any, currency: str = "CNY") -> str:
    """9.4万 元, CNY 94K."""
    return _with_currency(big(value), currency) if _decimal(value) is not None else ""


def _with_currency(amount: str, currency: str) -> str:
    if currency == "CNY":
        return pgettext("money in yuan", "CNY %(amount)s") % {"amount": amount}
    return f"{currency} {amount}"


@register.filter
def duration(seconds: Any) -> str:
    """How long: `14 min 52 s`; hours without seconds."""
    found = _decimal(seconds)
    if found is None:
        return ""
    whole = int(found)
    hours, minutes, left = whole // 3600, whole // 60 % 60, whole % 60
    values = {"hours": hours, "minutes": minutes, "seconds": left}
    if hours:
        return gettext("%(hours)s h %(minutes)s min") % values
    if minutes:
        return gettext("%(minutes)s min %(seconds)s s") % values
    return gettext("%(seconds)s s") % values


@register.filter
def clock(seconds: Any) -> str:
    """A place in a recording: `9:48`, `1:02:07`."""
    whole = int(seconds)
    hours, minutes, left = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"
