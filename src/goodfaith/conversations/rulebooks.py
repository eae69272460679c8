"""Rulebooks as pages speak of them: titles, bases, reasons; nothing is scanned with them."""

from __future__ import annotations

from functools import lru_cache

from django.utils import timezone

from goodfaith.analysis.rules.reading import read_rule_files
from goodfaith.analysis.rules.rule import Rulebook
from goodfaith.conversations.models import RulebookEdition
from goodfaith.conversations.reading.editions import edition_on, files_of, lasting

KEPT = 8


@lru_cache(maxsize=KEPT)
def shown_rulebook(edition: int) -> Rulebook:
    """The rulebook of an edition by its id, without compiling its scanner, which takes seconds."""
    files = files_of(RulebookEdition.objects.get(pk=edition))
    with lasting():
        return read_rule_files(files)


def current_rulebook() -> Rulebook | None:
    """The one in force today; None before the first was published."""
    edition = edition_on(timezone.localdate())
    return shown_rulebook(edition.id) if edition else None
