"""The filters of the queue: read from the address, applied to what may be seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar
from urllib.parse import urlencode

from django.db.models import Q

from goodfaith.analysis.finding import SEVERITIES
from goodfaith.platform.web.filtering import Filters, RowId
from goodfaith.quality.queue.reasons import WORDS as REASONS
from goodfaith.quality.queue.words import WHY

TABS = ("mine", "review", "today", "undecidable", "second", "supplement")


class QueueFilters(Filters, frozen=True):
    """What the queue is narrowed to. `tab` is where one looks; "" is where there is most to do."""

    choices: ClassVar[Mapping[str, Iterable[str]]] = {
        "tab": TABS,
        "why": WHY,
        "severity": (*SEVERITIES, "undecidable", "clear"),
        "reason": REASONS,
    }

    tab: str = ""
    unit: RowId | None = None
    channel: str = ""
    why: str = ""
    severity: str = ""
    reason: str = ""

    @property
    def active(self) -> dict[str, str]:
        """A tab is where one looks, and limits nothing."""
        return {name: value for name, value in super().active.items() if name != "tab"}

    def without(self, *names: str) -> str:
        given = ({"tab": self.tab} if self.tab else {}) | self.active
        return urlencode({k: v for k, v in given.items() if k not in names})

    def at(self, tab: str) -> str:
        """The address's query at another tab, narrowed alike."""
        return urlencode({"tab": tab} | self.active)


def narrowing(filters: QueueFilters, about: str = "case__") -> Q:
    """The filters for a query of tasks, or with `about` "" of cases."""
    found = Q()
    if filters.unit is not None:
        found &= Q(unit_path__contains=[filters.unit])
    if filters.channel:
        sale = Q(**{f"{about}channel": filters.channel})
        found &= sale | Q(**{f"{about}conversation__channel": filters.channel})
    if filters.severity == "undecidable":
        found &= Q(**{f"{about}undecidable_count__gt": 0})
    elif filters.severity == "clear":
        found &= Q(**{f"{about}worst": None, f"{about}undecidable_count": 0})
    elif filters.severity:
        found &= Q(**{f"{about}worst": SEVERITIES.index(filters.severity)})
    if about and filters.why:
        found &= Q(why__contains=[filters.why])
    if about and filters.reason:
        found &= Q(reasons__contains=[filters.reason])
    return found
