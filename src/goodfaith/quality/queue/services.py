"""What other parts of the room do with the queue, one function a business act."""

from __future__ import annotations

from goodfaith.quality.queue.ending import finish
from goodfaith.quality.queue.handing import HandedOut, hand_out, hand_to_anybody
from goodfaith.quality.queue.opening import keep_tasks
from goodfaith.quality.queue.taking import (
    CapReached,
    HandsFull,
    NotTaken,
    give_back,
    hold,
    renew,
    take_next,
    take_some,
    task_in_hand,
)

__all__ = [
    "CapReached",
    "HandedOut",
    "HandsFull",
    "NotTaken",
    "finish",
    "give_back",
    "hand_out",
    "hand_to_anybody",
    "hold",
    "keep_tasks",
    "renew",
    "take_next",
    "take_some",
    "task_in_hand",
]
