"""A move in an address, signed: what takes it back, for ten minutes, for who made it."""

from __future__ import annotations

import msgspec
from django.core import signing

from goodfaith.trust.services.storing import Move
from goodfaith.trust.viewing import Viewer

KEPT_SECONDS = 600
_SALT = "goodfaith.trust.undo"


def undo_token(move: Move, viewer: Viewer) -> str:
    """What `read_token` reads, for `viewer` alone."""
    made = [viewer.staff_id, msgspec.to_builtins(move)]
    return signing.dumps(made, salt=_SALT, compress=True)


def read_token(text: str, viewer: Viewer) -> Move | None:
    """The move; None for a token that is not ours, too old or somebody else's."""
    try:
        staff_id, move = signing.loads(text, salt=_SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return None
    return msgspec.convert(move, Move) if staff_id == viewer.staff_id else None
