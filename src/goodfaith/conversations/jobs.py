"""Background work of this room: what is named here is known to every worker."""

from __future__ import annotations

from goodfaith.conversations.deliveries.forgetting import forget_unfinished
from goodfaith.conversations.deliveries.taking_in import take_in_job
from goodfaith.conversations.deliveries.watching import watch_folder
from goodfaith.conversations.placing import restamp_all
from goodfaith.conversations.reading.again import (
    read_again,
    read_again_in_bulk,
    read_by_adviser,
    read_by_facts,
    read_touched_in_bulk,
    read_waiting,
)
from goodfaith.conversations.reading.rereading import reread
from goodfaith.conversations.recordings.transcribing import transcribe_job

__all__ = [
    "forget_unfinished",
    "read_again",
    "read_again_in_bulk",
    "read_by_adviser",
    "read_by_facts",
    "read_touched_in_bulk",
    "read_waiting",
    "reread",
    "restamp_all",
    "take_in_job",
    "transcribe_job",
    "watch_folder",
]
