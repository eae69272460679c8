"""Cuts inputs into parcels that a worker can take: raw lines where possible, else conversations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers.damaged import UNREADABLE
from goodfaith.analysis.readers.jsonl import RawBatch, raw_batches
from goodfaith.analysis.readers.options import ReadOptions
from goodfaith.analysis.readers.sources import Source, read_source

CONVERSATIONS_A_PARCEL = 128
UTTERANCES_A_PARCEL = 8_000


class Parcel(msgspec.Struct, frozen=True):
    """A part of a source: `number` counts from 0. Either raw lines or what was read already."""

    source: str
    number: int
    size: int
    raw: RawBatch | None = None
    read: tuple[Conversation | Problem, ...] = ()

    @property
    def key(self) -> tuple[str, int]:
        return self.source, self.number


def parcels(sources: Iterable[Source], options: ReadOptions) -> Iterator[Parcel]:
    """All parcels of all sources, in order."""
    for source in sources:
        yield from _of_lines(source) if source.format == "jsonl" else _of_values(source, options)


def _of_lines(source: Source) -> Iterator[Parcel]:
    """JSON Lines are decoded in the worker; cutting them here costs next to nothing."""
    name = source.name.removesuffix(".gz")
    try:
        with source.open() as stream:
            cut = raw_batches(stream, name, CONVERSATIONS_A_PARCEL)
            for number, raw in enumerate(cut):
                yield Parcel(source.name, number, len(raw.lines), raw)
    except UNREADABLE as error:
        found = f"unreadable ({type(error).__name__})"
        problem = Problem("unreadable", source.name, "", "", found, "a file that can be read")
        yield Parcel(source.name, -1, 0, read=(problem,))


def _of_values(source: Source, options: ReadOptions) -> Iterator[Parcel]:
    waiting: list[Conversation | Problem] = []
    number, utterances = 0, 0
    for item in read_source(source, options):
        waiting.append(item)
        utterances += len(item.utterances) if isinstance(item, Conversation) else 1
        if len(waiting) >= CONVERSATIONS_A_PARCEL or utterances >= UTTERANCES_A_PARCEL:
            yield Parcel(source.name, number, utterances, read=tuple(waiting))
            waiting, utterances, number = [], 0, number + 1
    if waiting:
        yield Parcel(source.name, number, utterances, read=tuple(waiting))
