"""What a person puts right in a conversation: each time a revision of its own, judged at once."""

from goodfaith.conversations.correcting.changes import (
    Change,
    CorrectionInvalid,
    CorrectWords,
    MarkGap,
    Relink,
    SwapSpeakers,
)
from goodfaith.conversations.correcting.correct import (
    Conflict,
    Corrected,
    Meanwhile,
    correct,
)

__all__ = [
    "Change",
    "Conflict",
    "CorrectWords",
    "Corrected",
    "CorrectionInvalid",
    "MarkGap",
    "Meanwhile",
    "Relink",
    "SwapSpeakers",
    "correct",
]
