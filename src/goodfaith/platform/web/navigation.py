"""What stands at the left: the pages that a person's work needs, in the order of the rooms.

A room's `navigation.py` has `ENTRIES`, and `FIRST_PAGES` if it has the page that a role opens in
the morning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

import msgspec
from django.urls import reverse

from goodfaith.platform.rooms import furniture
from goodfaith.platform.web.pages import MayAct


class Entry(msgspec.Struct, frozen=True):
    """A page in the navigation. `label` and `group` are lazy translations, `address` a URL name.

    Entries of one group stand together, at the place of the lowest `order`. `count` says how many
    things wait there for a viewer; it is asked on every page, so it has to be quick.
    """

    label: Any
    address: str
    act: str
    group: Any = ""
    order: int = 100
    count: Callable[[Any], int] | None = None


class FirstPage(msgspec.Struct, frozen=True):
    """The page that `role` opens in the morning; of several roles the lowest `order` decides."""

    role: str
    address: str
    order: int = 100


class Shown(msgspec.Struct, frozen=True):
    """An entry as it stands on a page."""

    label: str
    url: str
    is_current: bool
    count: int


class Group(msgspec.Struct, frozen=True):
    title: str
    entries: tuple[Shown, ...]


def entries(viewer: MayAct) -> Iterator[Entry]:
    """The entries that `viewer` may open, in order."""
    every = [e for _, module in furniture("navigation") for e in getattr(module, "ENTRIES", ())]
    yield from (e for e in sorted(every, key=lambda e: e.order) if viewer.may(e.act))


def groups(viewer: MayAct, path: str) -> tuple[Group, ...]:
    """The navigation of `viewer` on the page at `path`: the longest address above it is current."""
    found = [(entry, reverse(entry.address)) for entry in entries(viewer)]
    above = [url for _, url in found if path == url or (url != "/" and path.startswith(url))]
    current = max(above, key=len, default="")
    first: dict[str, int] = {}
    for place, (entry, _) in enumerate(found):
        first.setdefault(str(entry.group), place)
    ordered = sorted(found, key=lambda pair: first[str(pair[0].group)])
    return tuple(
        Group(title, tuple(_shown(entry, url, current, viewer) for entry, url in together))
        for title, together in groupby(ordered, key=lambda pair: str(pair[0].group))
    )


def _shown(entry: Entry, url: str, current: str, viewer: MayAct) -> Shown:
    return Shown(str(entry.label), url, url == current, entry.count(viewer) if entry.count else 0)


def first_page(viewer: Any) -> str | None:
    """The URL name that `viewer` begins with: their role's, else the first they may open."""
    said = [p for _, module in furniture("navigation") for p in getattr(module, "FIRST_PAGES", ())]
    for page in sorted(said, key=lambda page: page.order):
        if page.role in viewer.roles:
            return str(page.address)
    return next((entry.address for entry in entries(viewer)), None)
