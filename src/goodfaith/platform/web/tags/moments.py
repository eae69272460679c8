"""Times in the organisation's zone, the relative one beside the absolute one."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

register = template.Library()
_RELATIVE_DAYS = 30


@register.simple_tag
def when(value: datetime | None, relative: bool = True, seconds: bool = False) -> SafeString | str:
    """`11-18 20:11`, with the year when it is not this one; how long ago beside it, to 30 days."""
    if value is None:
        return ""
    here = timezone.localtime(value)
    now = timezone.localtime()
    form = "%m-%d %H:%M" if here.year == now.year else "%Y-%m-%d %H:%M"
    shown = here.strftime(form + (":%S" if seconds else ""))
    beside = ago(here, now) if relative else ""
    return format_html(
        '<time datetime="{}" title="{}">{}{}</time>',
        here.isoformat(timespec="seconds"),
        here.strftime("%Y-%m-%d %H:%M:%S %Z"),
        shown,
        format_html('<span class="relative">{}</span>', beside) if beside else "",
    )


@register.simple_tag
def day(value: date | None) -> SafeString | str:
    """`11-18`, with the year when it is not this one."""
    if value is None:
        return ""
    form = "%m-%d" if value.year == timezone.localdate().year else "%Y-%m-%d"
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), value.strftime(form))


def ago(value: datetime, now: datetime) -> str:
    """How long before or after `now`, in the largest whole unit; nothing beyond 30 days."""
    seconds = (now - value).total_seconds()
    size = abs(seconds)
    if size < 60:
        return gettext("just now") if seconds >= 0 else gettext("in a moment")
    if size < 3600:
        return _counted_minutes(int(size // 60), seconds > 0)
    if size < 86400:
        return _counted_hours(int(size // 3600), seconds > 0)
    if size < 86400 * _RELATIVE_DAYS:
        return _counted_days(int(size // 86400), seconds > 0)
    return ""


def _counted_minutes(count: int, past: bool) -> str:
    if past:
        return ngettext("%(count)s minute ago", "%(count)s minutes ago", count) % {"count": count}
    return ngettext("in %(count)s minute", "in %(count)s minutes", count) % {"count": count}


def _counted_hours(count: int, past: bool) -> str:
    if past:
        return ngettext("%(count)s hour ago", "%(count)s hours ago", count) % {"count": count}
    return ngettext("in %(count)s hour", "in %(count)s hours", count) % {"count": count}


def _counted_days(count: int, past: bool) -> str:
    if past:
        return ngettext("%(count)s day ago", "%(count)s days ago", count) % {"count": count}
    return ngettext("in %(count)s day", "in %(count)s days", count) % {"count": count}
