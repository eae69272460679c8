"""What each installed room puts on the table: its navigation, its pages, its routes."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.conf import settings


def furniture(name: str) -> Iterator[tuple[str, ModuleType]]:
    """The modules called `name` of the rooms that have one, with the room's label, in order."""
    for room in settings.ROOMS:
        if find_spec(f"{room}.{name}"):
            yield room.rpartition(".")[2], import_module(f"{room}.{name}")
