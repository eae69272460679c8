"""Rulebooks as they were published, and which of them judges a day."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from threading import Lock

import msgspec
from django.db import transaction
from django.utils import timezone

from goodfaith.analysis.rules.reading import read_rule_files
from goodfaith.analysis.rules.rule import Rulebook
from goodfaith.batch.compiled import Compiled, cache_folder
from goodfaith.conversations.events import EditionPublished
from goodfaith.conversations.models import EditionReturn, RulebookEdition
from goodfaith.conversations.reading.packing import packed, unpacked
from goodfaith.platform.events import publish
from goodfaith.trust import ledger
from goodfaith.trust.ledger import Actor, staff_id_of

RULEBOOKS_AT_HAND = 4
SCANNING = Lock()
"""Held while a scanner of the rulebooks at hand is used; that is bound by the processor anyway."""


class Edition(msgspec.Struct, frozen=True):
    """An edition without its files, and a day from which it is in force; decided when."""

    id: int
    hash: str
    in_force_from: date
    published_at: datetime


def publish_edition(
    files: Mapping[str, str],
    *,
    name: str,
    in_force_from: date,
    actor: Actor,
    now: datetime | None = None,
) -> RulebookEdition:
    """Publish the rulebook of these files, by relative path. Raises `RulebookInvalid`.

    A rulebook with the same meaning is there once only: it is given back as it was published. Its
    judgement begins on `in_force_from`; what was read before stays until it is read again.
    """
    rulebook = read_rule_files(files)
    now = now or timezone.now()
    with transaction.atomic():
        edition, made = RulebookEdition.objects.get_or_create(
            hash=rulebook.hash,
            defaults={
                "name": name,
                "in_force_from": in_force_from,
                "archive": packed(files),
                "published_by_id": staff_id_of(actor),
                "published_at": now,
            },
        )
        if made:
            ledger.record(actor, "rulebook.published", edition, now, hash=rulebook.hash)
            publish(EditionPublished(edition.pk))
    return edition


def editions() -> list[Edition]:
    """Every edition, the one that is in force latest first; once more for each return of it."""
    rows = RulebookEdition.objects.values_list("id", "hash", "in_force_from", "published_at")
    again = EditionReturn.objects.filter(confirmed_at__isnull=False, ended_at=None).values_list(
        "edition_id", "edition__hash", "in_force_from", "confirmed_at"
    )
    known = [Edition(*row) for row in rows.union(again, all=True)]
    return sorted(known, key=lambda e: (e.in_force_from, e.published_at, e.id), reverse=True)


def edition_on(day: date, known: Sequence[Edition] | None = None) -> Edition | None:
    """The edition in force on a day; before the first one, the first one. None: there is none.

    `known` are all editions, as `editions` gives them.
    """
    known = editions() if known is None else known
    in_force = (edition for edition in known if edition.in_force_from <= day)
    return next(in_force, known[-1] if known else None)


def files_of(edition: RulebookEdition) -> dict[str, str]:
    """The files of an edition, by relative path."""
    return unpacked(bytes(edition.archive))


@lru_cache(maxsize=RULEBOOKS_AT_HAND)
def rulebook_of(edition: int) -> Rulebook:
    """The rulebook of an edition by its id, with its scanner; kept, as that takes seconds.

    Whoever uses its scanner holds `SCANNING`: it is for one thread at a time.
    """
    files = files_of(RulebookEdition.objects.get(pk=edition))
    with lasting():
        rulebook = replace(read_rule_files(files), compiled=Compiled(cache_folder()))
        _ = rulebook.scanner
    return rulebook


@contextmanager
def lasting() -> Iterator[None]:
    """What is made here stays: a rulebook is a million small things, that nobody collects again."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
    gc.freeze()
