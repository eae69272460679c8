"""The rulebooks of editions, read from their archives; each stays in memory, they never change."""

from __future__ import annotations

import io
import zipfile
from functools import lru_cache

from goodfaith.analysis.rules.reading import read_rule_files
from goodfaith.analysis.rules.rule import Rulebook
from goodfaith.conversations.models import RulebookEdition

KEPT = 8


@lru_cache(maxsize=KEPT)
def rulebook_of(edition_id: int) -> Rulebook:
    """Raises `RulebookEdition.DoesNotExist`; the first time takes a second."""
    archive = RulebookEdition.objects.values_list("archive", flat=True).get(pk=edition_id)
    return read_rule_files(archived(bytes(archive)))


def archived(content: bytes) -> dict[str, str]:
    """The texts of a rulebook's files by their relative path."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def current_rulebook() -> Rulebook | None:
    """The rulebook in force today, or the latest there is; None before the first one."""
    latest = RulebookEdition.objects.order_by("-in_force_from", "-published_at")
    found = latest.values_list("pk", flat=True).first()
    return None if found is None else rulebook_of(found)
