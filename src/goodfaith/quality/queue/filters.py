"""The filters of the queue: read from the address, applied to what may be seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.db.models import Q
from django.http import QueryDict

from goodfaith.analysis.finding import SEVERITIES
from goodfaith.quality.queue.reasons import WORDS as REASONS
from goodfaith.quality.queue.words import WHY

TABS = ("mine", "review", "today", "undecidable", "second", "supplement")
_LONGEST = 40


class Filters(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the queue is narrowed to; each member by its name in the address, empty for no limit.

    `tab` is where one looks; "" is where there is something to do. `problems` names the members
    whose value could not be used.
    """

    tab: str = ""
    unit: int | None = None
    channel: str = ""
    why: str = ""
    severity: str = ""
    reason: str = ""
    problems: tuple[str, ...] = ()

    @property
    def active(self) -> dict[str, str]:
        """The members that limit something, as they stand in the address; not the tab."""
        values = msgspec.to_builtins(self)
        return {
            name: str(value) for name, value in values.items()
            if name not in ("tab", "problems") and value not in ("", None)
        }  # fmt: skip

    def without(self, *names: str) -> str:
        """The address's query without some members."""
        given = ({"tab": self.tab} if self.tab else {}) | self.active
        return urlencode({k: v for k, v in given.items() if k not in names})

    def at(self, tab: str) -> str:
        """The address's query at another tab, narrowed alike."""
        return urlencode({"tab": tab} | self.active)


_CHOICES: Mapping[str, Iterable[str]] = {
    "tab": TABS,
    "why": WHY,
    "severity": (*SEVERITIES, "undecidable", "clear"),
    "reason": REASONS,
}


def read_filters(given: QueryDict) -> Filters:
    """Whatever cannot be used is left out and named in `problems`."""
    values: dict[str, Any] = {}
    problems = []
    for name in Filters.__struct_fields__:
        text = given.get(name, "").strip().replace("\0", "")[:_LONGEST]
        if not text or name == "problems":
            continue
        try:
            values[name] = _read(name, text)
        except ValueError:
            problems.append(name)
    return Filters(**values, problems=tuple(problems))


def _read(name: str, text: str) -> Any:
    if name in _CHOICES and text not in _CHOICES[name]:
        raise ValueError(name)
    value = int(text) if name == "unit" else text
    if isinstance(value, int) and not 0 < value < 1 << 63:
        raise ValueError(name)
    return value


def narrowing(filters: Filters, about: str = "case__") -> Q:
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
