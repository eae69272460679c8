"""What may be told: the kinds of every room's `webhook_kinds.py`, and what a message may carry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from goodfaith.platform.rooms import furniture

_LONGEST = 200
_TOKEN = re.compile(r"\S*")
_ITEMS = 1_000


class Kind(msgspec.Struct, frozen=True):
    """`name` is for ever, like `sale.judged`; `members` are all that a payload may have."""

    name: str
    label: Any
    members: frozenset[str]


class PayloadInvalid(ValueError):
    """A payload that must not leave; tells every place, never what stood there."""


def every_kind() -> Iterator[Kind]:
    """The kinds of all rooms, in the order of the rooms."""
    for _room, module in furniture("webhook_kinds"):
        yield from module.KINDS


def kind_named(name: str) -> Kind:
    """Raises `KeyError`: a kind that no room declares is a mistake in the code that tells it."""
    return {kind.name: kind for kind in every_kind()}[name]


def check_payload(kind: Kind, payload: Mapping[str, Any]) -> None:
    """Raise `PayloadInvalid` unless `payload` has declared members with ids, codes, moments.

    A text of more than 200 characters or with a space in it would be somebody's words.
    """
    if wrong := [*_undeclared(kind, payload), *_wordy("", payload)]:
        raise PayloadInvalid(f"{kind.name}: {'; '.join(wrong)}")


def _undeclared(kind: Kind, payload: Mapping[str, Any]) -> Iterator[str]:
    for name in payload:
        if name not in kind.members:
            yield f"found {name}, expected one of {', '.join(sorted(kind.members))}"


def _wordy(place: str, value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if len(value) > _LONGEST or not _TOKEN.fullmatch(value):
            yield f"{place}: found words, expected an id or a code"
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _wordy(f"{place}.{name}".lstrip("."), inner)
    elif isinstance(value, list | tuple):
        if len(value) > _ITEMS:
            yield f"{place}: found {len(value)} items, expected {_ITEMS} at most"
        for number, inner in enumerate(value[:_ITEMS]):
            yield from _wordy(f"{place}[{number}]", inner)
