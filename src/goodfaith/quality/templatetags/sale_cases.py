"""Days and codes of cases, as pages write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodfaith.conversations.rulebooks import current_rulebook
from goodfaith.conversations.shown.findings import titles
from goodfaith.quality.cases import words
from goodfaith.quality.cases.timeline import Entry
from goodfaith.quality.models import Case

register = template.Library()
_SOON = timedelta(days=1)


def _day(at: date) -> date:
    if isinstance(at, datetime):
        return (timezone.localtime(at) if timezone.is_aware(at) else at).date()
    return at


@register.filter
def named_by(rule: str, titles: Mapping[str, str]) -> str:
    """A rule's title; its id where it has none any more."""
    return titles.get(rule, rule)


@register.filter
def titled_now(rule: str) -> str:
    """A rule's title in the rulebook of today."""
    rulebook = current_rulebook()
    return named_by(rule, titles(rulebook) if rulebook else {})


@register.filter
def product_type(code: str) -> str:
    return words.product_types().get(code, code)


@register.filter
def sales_channel(code: str) -> str:
    return words.channels().get(code, code)


@register.filter
def conclusion(code: str) -> Any:
    return words.CONCLUSIONS.get(code, code)


@register.filter
def dot(number: float) -> str:
    """A number as SVG wants it, whatever the language of the page."""
    return f"{number:.2f}"


@register.filter
def turned(first: str, case: int) -> str:
    """`12#u3` as an address has it, with the case that it is opened from: `12/?case=7#u3`."""
    return first.replace("#", f"/?case={case}#", 1)


@register.filter
def lateness(case: Case) -> str:
    """`critical` once a case is late, `major` on its last day, else nothing."""
    if case.due_at is None or case.state == Case.State.CLOSED:
        return ""
    left = case.due_at - timezone.now()
    return "critical" if left <= timedelta() else "major" if left <= _SOON else ""


@register.filter
def days_left(due_at: datetime) -> str:
    """How many days are left until the midnight that ends the last of them."""
    return days_until(_last(due_at))


@register.filter
def days_until(day: date) -> str:
    left = (day - timezone.localdate()).days
    if left < 0:
        return ngettext("%(n)s day late", "%(n)s days late", -left) % {"n": -left}
    if left == 0:
        return _("today is the last day")
    return ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left}


@register.filter
def is_past(day: date) -> bool:
    return _day(day) < timezone.localdate()


@register.simple_tag
def last_day(due_at: datetime) -> SafeString:
    """The last day on which it is in time; `due_at` is the midnight that ends it."""
    day = _last(due_at)
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), _written(day))


@register.simple_tag
def plain_day(at: date) -> str:
    return _written(_day(at))


@register.simple_tag
def last_of(entries: Sequence[Entry]) -> str:
    """The day on which a timeline ends."""
    return _written(_day(entries[-1].at)) if entries else ""


def _last(due_at: datetime) -> date:
    return (timezone.localtime(due_at) - timedelta(seconds=1)).date()


def _written(day: date) -> str:
    """Without the year while it is this one."""
    same = day.year == timezone.localdate().year
    return date_format(day, "m-d" if same else "Y-m-d")
