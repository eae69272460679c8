"""What stands at the left: the pages that a person's work needs, in the order of the rooms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from goodfaith.platform.rooms import furniture
from goodfaith.platform.web.pages import MayAct


class Entry(msgspec.Struct, frozen=True):
    """A page in the navigation. `label` and `group` are lazy translations, `address` a URL name."""

    label: Any
    address: str
    act: str
    group: Any = ""
    order: int = 100


def entries(viewer: MayAct) -> Iterator[Entry]:
    """The entries that `viewer` may open, in order."""
    every = [entry for _, module in furniture("navigation") for entry in module.ENTRIES]
    yield from (e for e in sorted(every, key=lambda e: e.order) if viewer.may(e.act))
