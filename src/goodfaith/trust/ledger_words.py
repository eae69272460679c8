"""The entries of the ledger as a person reads them: acts, things and details in words.

What a word means comes from every room's `recorded.py`. A thing has its name and its page where
the viewer may see it, else its kind alone; the codes and ids as they were written stay at hand.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from django.template.loader import render_to_string

from goodfaith.platform.recorded import Detail, NameAndPlace, Thing
from goodfaith.platform.rooms import furniture
from goodfaith.platform.web.tables import Shown
from goodfaith.platform.web.tables.showing import Cell, Row
from goodfaith.trust.models import LedgerEntry
from goodfaith.trust.viewing import Viewer

MOST_NAMED = 5
"""Of a longer list the page tells how many there are; its ids are in the entry as written."""
Names = Mapping[str, Mapping[str, NameAndPlace]]


class Said(msgspec.Struct, frozen=True):
    """A detail in words: what it is called, and its values with the address of each or nothing."""

    label: str
    values: list[NameAndPlace]


def words_of_acts() -> dict[str, str]:
    """Label by act, of all rooms."""
    return {act: str(label) for act, label in _of_all_rooms("RECORDED").items()}


def things() -> dict[str, Thing]:
    """What entries are about, by kind."""
    return _of_all_rooms("THINGS")


def kinds_in_words() -> list[tuple[str, str]]:
    """Kinds of things with their labels, as choices in the order of the labels."""
    return sorted(((k, str(thing.label)) for k, thing in things().items()), key=lambda p: p[1])


def _of_all_rooms(name: str) -> dict[str, Any]:
    return {
        key: value
        for _room, module in furniture("recorded")
        for key, value in getattr(module, name, {}).items()
    }


def in_words(shown: Shown, viewer: Viewer) -> Shown:
    """The table with its objects and details in words: one look-up a kind, however many rows."""
    names = _found(viewer, [row.object for row in shown.rows])
    rows = tuple(_told(row, names) for row in shown.rows)
    return msgspec.structs.replace(shown, rows=rows)


def _found(viewer: Viewer, entries: Sequence[LedgerEntry]) -> Names:
    details = _of_all_rooms("DETAILS")
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for entry in entries:
        wanted[entry.object_kind].add(entry.object_id)
        for _name, value, detail in _known(entry, details):
            if detail.thing:
                wanted[detail.thing].update(_short(value))
    known = things()
    return {
        kind: thing.find(viewer, sorted(ids))
        for kind, ids in wanted.items()
        if (thing := known.get(kind)) and thing.find
    }


def _known(entry: LedgerEntry, details: Mapping[str, Detail]) -> Iterator[tuple[str, Any, Detail]]:
    """Details that have words; `act name` tells more than `name` alone."""
    for name, value in entry.details.items():
        detail = details.get(f"{entry.act} {name}", details.get(name))
        if detail and value not in (None, "", []):
            yield name, value, detail


def _short(value: Any) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    return [str(one) for one in listed] if len(listed) <= MOST_NAMED else []


def _told(row: Row, names: Names) -> Row:
    entry = row.object
    told: dict[str, tuple[str, Mapping[str, Any]]] = {
        "object": ("trust/cells/object.html", {"label": _label(entry), **_named(entry, names)}),
        "details": ("trust/cells/details.html", {"told": said_of(entry, names)}),
    }
    cells = [_cell(cell, entry, told.get(cell.column.name)) for cell in row.cells]
    return msgspec.structs.replace(row, cells=tuple(cells))


def _cell(cell: Cell, entry: LedgerEntry, told: tuple[str, Mapping[str, Any]] | None) -> Cell:
    if told is None:
        return cell
    template, context = told
    written = json.dumps(entry.details, ensure_ascii=False) if entry.details else ""
    html = render_to_string(template, {"row": entry, "written": written, **context})
    return msgspec.structs.replace(cell, html=html)


def _label(entry: LedgerEntry) -> str:
    thing = things().get(entry.object_kind)
    return str(thing.label) if thing else entry.object_kind


def _named(entry: LedgerEntry, names: Names) -> dict[str, str]:
    name, place = names.get(entry.object_kind, {}).get(entry.object_id, ("", ""))
    return {"name": name, "place": place}


def said_of(entry: LedgerEntry, names: Names) -> list[Said]:
    """The details of an entry in words, those without words left out."""
    details = _of_all_rooms("DETAILS")
    return [
        Said(str(detail.label), _values(value, detail, names))
        for _name, value, detail in _known(entry, details)
    ]


def _values(value: Any, detail: Detail, names: Names) -> list[NameAndPlace]:
    if not (listed := _short(value)):
        return [(f"{len(value):,}", "")]
    words = detail.words() if detail.words else {}
    found = names.get(detail.thing, {})
    return [found.get(one, (str(words.get(one, one)), "")) for one in listed]
