"""The watched folder: what is put there and left alone is taken in, and put away.

A file is taken by giving it a name in `.taken`, so that two machines never take the same one; what
a crash left there without a delivery is put back.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from goodfaith.conversations.deliveries.ending import DONE, PROBLEMS, WATCHED
from goodfaith.conversations.deliveries.taking_in import take_in_later
from goodfaith.conversations.models import Delivery
from goodfaith.platform.arriving.storing import move
from goodfaith.platform.events import periodic
from goodfaith.trust import ledger
from goodfaith.trust.ledger import SYSTEM

TAKEN = ".taken"
UNCHANGED_SECONDS = 5.0
LEFT_BEHIND_SECONDS = 60.0


@periodic("* * * * * */10", "conversations.watch_folder", queue="bulk")
def watch_folder() -> None:
    """Take what is new in the folder of the configuration; nothing without one."""
    folder = settings.CONFIGURATION.watched_folder
    if folder is not None and folder.is_dir():
        take_from(folder, timezone.now().timestamp())


def take_from(folder: Path, now: float) -> list[Delivery]:
    """Take every file that has not changed for some seconds before `now` (seconds since 1970)."""
    taken = folder / TAKEN
    taken.mkdir(exist_ok=True)
    _put_back(folder, taken, now)
    return [_take(path, taken) for path in _quiet(folder, now)]


def _quiet(folder: Path, now: float) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        hidden = path.name.startswith(".") or path.name in (DONE, PROBLEMS)
        is_ours = not hidden and path.is_file() and not path.is_symlink()
        if is_ours and now - path.stat().st_mtime >= UNCHANGED_SECONDS:
            yield path


def _take(path: Path, taken: Path) -> Delivery:
    now = timezone.now()
    with transaction.atomic():
        size = path.stat().st_size
        made = Delivery.objects.create(
            name=path.name[-255:], source=WATCHED, begun_at=now, state=Delivery.State.WAITING,
            size=size, received=size,
        )  # fmt: skip
        target = taken / f"{made.pk}-{made.name}"
        made.path = str(target)
        made.save(update_fields=["path"])
        ledger.record(SYSTEM, "delivery.begun", made, now, size=size)
        take_in_later(made.pk)
        move(path, target)
    return made


def _put_back(folder: Path, taken: Path, now: float) -> None:
    """A name in `.taken` that no delivery has: its transaction never ended."""
    for path in taken.iterdir():
        is_old = now - path.stat().st_ctime >= LEFT_BEHIND_SECONDS
        if is_old and not Delivery.objects.filter(path=str(path)).exists():
            move(path, folder / path.name.partition("-")[2])
