"""What becomes of a file that has been taken in."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from goodfaith.conversations.models import Delivery
from goodfaith.platform.arriving.storing import move, path_of

DONE, PROBLEMS = "done", "problems"
WATCHED = "folder"


def put_away(delivery: Delivery) -> None:
    """A file of the watched folder is moved to done/ or problems/; an upload is removed.

    What somebody keeps elsewhere stays there. All of it is in the database by now.
    """
    path = path_of(delivery)
    with suppress(OSError):
        if delivery.source == WATCHED:
            move(path, _free(path.parent.parent / (PROBLEMS if delivery.refused else DONE),
                             delivery.name))  # fmt: skip
        elif not Path(delivery.path).is_absolute():
            path.unlink()


def _free(folder: Path, name: str) -> Path:
    """A name there that nobody has."""
    folder.mkdir(exist_ok=True)
    target, number = folder / name, 2
    while target.exists():
        target = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
        number += 1
    return target
