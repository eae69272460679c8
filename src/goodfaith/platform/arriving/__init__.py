"""Files that arrive in pieces: whoever was interrupted goes on where the last safe byte is."""

from goodfaith.platform.arriving.pieces import (
    LARGEST_PIECE,
    NotAsAnnounced,
    OffsetWrong,
    add_piece,
    announced_wrongly,
    check_arriving,
    check_whole,
    shown_name,
)

__all__ = [
    "LARGEST_PIECE",
    "NotAsAnnounced",
    "OffsetWrong",
    "add_piece",
    "announced_wrongly",
    "check_arriving",
    "check_whole",
    "shown_name",
]
