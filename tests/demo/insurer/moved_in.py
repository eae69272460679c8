"""The tiny insurer moved into the database of the test, for as long as a module needs it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction

from goodfaith.demo.insurer import moving
from goodfaith.demo.insurer.state import Moved
from goodfaith.demo.simulator import Insurer
from goodfaith.platform.events import run_events
from goodfaith.quality.shipped import publish_shipped_rulebook


class Home(NamedTuple):
    """Where it moved in, and what was told of the progress."""

    folder: Path
    told: list[tuple[int, int, int]]


@contextmanager
def moved_in(insurer: Insurer, first: Moved, folder: Path, blocker: Any) -> Iterator[Home]:
    """Moved in once for all tests of a module, which find it as it is; gone afterwards."""
    home = Home(folder, [])
    with blocker.unblock(), transaction.atomic():
        publish_shipped_rulebook(now=datetime.now(UTC))
        moving.begin(home.folder, first)
        moving.move_in(insurer, first, home.folder, lambda *now: home.told.append(now), catch_up)
        yield home
        transaction.set_rollback(True)


def catch_up() -> None:
    assert run_events(), "what waits is never read"
