"""How far the move has come, in a small file: a demo that was killed goes on where it was."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import msgspec

FILE = "demo.json"
TRUTH = "demo-truth.jsonl"


class Moved(msgspec.Struct, frozen=True):
    """`journeys` of the customers' journeys have been handed over; `complete`: and all was read.

    `reviewed`: its people have done what they did until `today`.

    The insurer is that of `size`, `seed` and `today`, its first start's day. What is true of those
    journeys are the first `truth_bytes` of the file of truth.
    """

    size: str
    seed: int
    today: date
    journeys: int = 0
    truth_bytes: int = 0
    complete: bool = False
    reviewed: bool = False


def read_state(home: Path) -> Moved | None:
    """None before the first start. Raises `msgspec.DecodeError` for a file that is not ours."""
    try:
        return msgspec.json.decode((home / FILE).read_bytes(), type=Moved)
    except FileNotFoundError:
        return None


def write_state(home: Path, state: Moved) -> None:
    """Whole or not at all."""
    home.mkdir(parents=True, exist_ok=True)
    draft = home / f"{FILE}.{os.getpid()}"
    draft.write_bytes(msgspec.json.format(msgspec.json.encode(state)))
    draft.replace(home / FILE)


def write_truth(home: Path, start: int, lines: Iterable[bytes]) -> int:
    """Write `lines` from byte `start` on, which is where the last part ended; where this one ends.

    What lies behind `start` is of a part that was not finished, and goes.
    """
    with (home / TRUTH).open("ab") as file:
        file.truncate(start)
        for line in lines:
            file.write(line + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return (home / TRUTH).stat().st_size
