"""The rulebook that ships, put in force where none is."""

from __future__ import annotations

from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Final

from goodfaith.conversations.models import RulebookEdition
from goodfaith.conversations.reading.editions import publish_edition
from goodfaith.trust.ledger import SYSTEM

NAME: Final = "zh-insurance"
IN_FORCE_FROM: Final = date(2000, 1, 1)
"""Rules have dates of their own; a conversation of any day is judged by those of its day."""


def shipped_folder() -> Path:
    """Where the shipped rulebook lies."""
    return Path(str(files("goodfaith.quality").joinpath("rulebooks/zh_insurance")))


def publish_shipped_rulebook(*, now: datetime) -> RulebookEdition | None:
    """Put it in force, unless somebody has published a rulebook already."""
    if RulebookEdition.objects.exists():
        return None
    folder = shipped_folder()
    found = {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*.y*ml"))
    }
    return publish_edition(found, name=NAME, in_force_from=IN_FORCE_FROM, actor=SYSTEM, now=now)
