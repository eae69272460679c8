"""What the overview is narrowed to: read from the address, handed on to the lists behind it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from goodfaith.platform.web.addresses import id_in
from goodfaith.quality.models import Tally

DEFAULT = "30d"
CHOSEN = "days"
"""The period of those who chose its first and last day."""
LONGEST_DAYS = 800
PERIODS: Mapping[str, Any] = {
    "7d": _("Last 7 days"),
    "30d": _("Last 30 days"),
    "90d": _("Last 90 days"),
    "week": pgettext_lazy("period", "This week"),
    "last_week": pgettext_lazy("period", "Last week"),
    "month": pgettext_lazy("period", "This month"),
    "last_month": pgettext_lazy("period", "Last month"),
    CHOSEN: pgettext_lazy("period", "Chosen days"),
}
_LONGEST = 200


class Scope(msgspec.Struct, frozen=True):
    """Days from `first` to `last`, a unit with all below it, a channel, a product type.

    `of` is cases or conversations; product types are of cases alone.
    """

    first: date
    last: date
    period: str = DEFAULT
    unit: int | None = None
    channel: str = ""
    product: str = ""
    of: str = Tally.Of.CASE.value

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> Scope:
        """The same, as many days earlier."""
        length = timedelta(days=self.days)
        return msgspec.structs.replace(
            self, first=self.first - length, last=self.last - length, period=CHOSEN
        )

    def query(self, **changes: Any) -> str:
        """The query of its address, but for what is changed or, with "", left out."""
        dates = {"since": self.first, "until": self.last} if self.period == CHOSEN else {}
        values = {
            "of": "" if self.of == Tally.Of.CASE else self.of,
            "period": "" if self.period == DEFAULT else self.period, **dates,
            "unit": self.unit, "channel": self.channel, "product": self.product,
        } | changes  # fmt: skip
        return urlencode({name: v for name, v in values.items() if v not in ("", None)})

    def cases(self, **more: Any) -> str:
        """The address of the list of cases behind a number."""
        return _list("cases", self, **more)

    def talks(self, **more: Any) -> str:
        """The address of the list of conversations behind a number."""
        return _list("conversations", self, **more)

    def covered(self, **more: Any) -> str:
        """The address of the list of conversations by how far they got."""
        return _list("covered", self, **more)


def _list(name: str, scope: Scope, **more: Any) -> str:
    asked = urlencode({k: v for k, v in more.items() if v not in ("", None)})
    address = _narrowed(name, scope)
    return f"{address}&{asked}" if asked else address


@lru_cache(maxsize=256)
def _narrowed(name: str, scope: Scope) -> str:
    """A page has hundreds of addresses that begin alike."""
    product = scope.product if name == "cases" else ""
    values = {"since": scope.first, "until": scope.last, "unit": scope.unit,
              "channel": scope.channel, "product": product}  # fmt: skip
    return f"{reverse(name)}?{urlencode({k: v for k, v in values.items() if v not in ('', None)})}"


def read_scope(given: QueryDict, today: date) -> Scope:
    """What cannot be used is left out: the last 30 days of everything."""
    period = given.get("period", "")
    since, until = _day(given, "since"), _day(given, "until")
    if period not in PERIODS:
        period = CHOSEN if since or until else DEFAULT
    first, last = _days(period, since, until, today)
    of = Tally.Of.TALK if given.get("of") == Tally.Of.TALK else Tally.Of.CASE
    return Scope(
        first, last, period,
        unit=id_in(given.get("unit", "")) or None,
        channel=_text(given, "channel"),
        product=_text(given, "product") if of == Tally.Of.CASE else "",
        of=of.value,
    )  # fmt: skip


def _text(given: QueryDict, name: str) -> str:
    return given.get(name, "").strip().replace("\0", "")[:_LONGEST]


def _day(given: QueryDict, name: str) -> date | None:
    try:
        return date.fromisoformat(given.get(name, ""))
    except ValueError:
        return None


def _days(period: str, since: date | None, until: date | None, today: date) -> tuple[date, date]:
    week = today - timedelta(days=today.weekday())
    month = today.replace(day=1)
    before = month - timedelta(days=1)
    known = {
        "week": (week, today),
        "last_week": (week - timedelta(days=7), week - timedelta(days=1)),
        "month": (month, today),
        "last_month": (before.replace(day=1), before),
    }
    if period in known:
        return known[period]
    if period == CHOSEN:
        last = until or max(today, since or today)
        first = since or last - timedelta(days=29)
        first, last = min(first, last), max(first, last)
        return max(first, last - timedelta(days=LONGEST_DAYS - 1)), last
    return today - timedelta(days=int(period[:-1]) - 1), today
