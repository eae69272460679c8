"""What a page shows of the filters in its address, and of those that its viewer keeps."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from django.urls import reverse

from goodfaith.platform.models import KeptFilter
from goodfaith.platform.web.filtering.filters import Filters
from goodfaith.platform.web.filtering.keeping import kept_filters
from goodfaith.platform.web.pages import ViewedRequest

Choices = Mapping[str, Sequence[tuple[str, Any]]]
"""What the select of a member offers: value and word."""

_INDENT = "\u3000"  # how a select shows the levels of a tree


class Chip(msgspec.Struct, frozen=True):
    """A filter that is active, and the address without it."""

    label: str
    address: str


class Kept(msgspec.Struct, frozen=True):
    """A filter somebody keeps: where it leads, and where it is renamed or taken away."""

    name: str
    address: str
    change_address: str


class Filtering(msgspec.Struct, frozen=True):
    """The filters of a page: `query` as they stand in the address, `address` that of none."""

    address: str
    keep_address: str
    query: str
    chips: tuple[Chip, ...]
    kept: tuple[Kept, ...]
    problems: tuple[str, ...]
    is_unfolded: bool


def filtering(
    page: str,
    request: ViewedRequest,
    filters: Filters,
    choices: Choices,
    folded: Collection[str] = (),
) -> Filtering:
    """For the page whose address has that name; `folded` members are under "more filters"."""
    kept = kept_filters(page, request.viewer.staff_id)
    return Filtering(
        address=reverse(page),
        keep_address=reverse(f"{page}_filters"),
        query=filters.without(),
        chips=tuple(_chips(filters, choices)),
        kept=tuple(_kept(page, one) for one in kept),
        problems=filters.problems,
        is_unfolded=bool(filters.active.keys() & set(folded)),
    )


def _chips(filters: Filters, choices: Choices) -> Iterator[Chip]:
    for name, value in filters.active.items():
        words = {str(code): word for code, word in choices.get(name, ())}
        label = str(words.get(value, value)).strip(_INDENT)
        phrase = filters.phrases.get(name)
        shown = str(phrase) % {"value": label} if phrase else label
        yield Chip(shown, f"?{filters.without(name)}")


def _kept(page: str, kept: KeptFilter) -> Kept:
    address = f"{reverse(page)}?{kept.query}"
    return Kept(kept.name, address, reverse(f"{page}_filter", args=[kept.pk]))
