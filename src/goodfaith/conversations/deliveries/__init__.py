"""Files of conversations: handed in by piece, kept until they are whole, taken in by batch."""

from goodfaith.conversations.deliveries.arriving import (
    OffsetWrong,
    add_bytes,
    begin_delivery,
    complete_delivery,
    stop_delivery,
)
from goodfaith.conversations.deliveries.problems import problem_lines
from goodfaith.conversations.deliveries.retrying import retry_delivery
from goodfaith.conversations.deliveries.taking_in import Progress, go_on, take_in

__all__ = [
    "OffsetWrong",
    "Progress",
    "add_bytes",
    "begin_delivery",
    "complete_delivery",
    "go_on",
    "problem_lines",
    "retry_delivery",
    "stop_delivery",
    "take_in",
]
