"""Writing the ledger: who did what to which thing, when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Model

from goodfaith.trust.models import LedgerEntry, Staff
from goodfaith.trust.viewing import Viewer

SYSTEM = "system"
Actor = Staff | Viewer | str
"""A person, a viewer (a person at a page or a program with a token), or `SYSTEM`."""


def record(
    actor: Actor, act: str, object: Model | tuple[str, str], at: datetime, **details: Any
) -> LedgerEntry:
    """Add an entry, in the transaction of the change that it tells of.

    `actor` may be `SYSTEM` for what nobody asked for just now; `object` is a row, or a kind and an
    id. `details` are ids and codes only: nobody's words, nobody's data.
    """
    kind, key = object if isinstance(object, tuple) else (object._meta.label_lower, str(object.pk))
    actor_kind, actor_id = _who(actor)
    if isinstance(actor, Viewer) and actor.token_id is not None:
        details |= {"staff": actor.staff_id}
    return LedgerEntry.objects.create(
        at=at,
        actor_kind=actor_kind,
        actor_id=actor_id,
        act=act,
        object_kind=kind,
        object_id=key,
        details=details,
    )


def staff_id_of(actor: Actor) -> int | None:
    """The person behind an actor; None for the system."""
    if isinstance(actor, Staff):
        return actor.pk
    return actor.staff_id if isinstance(actor, Viewer) else None


def _who(actor: Actor) -> tuple[str, str]:
    if isinstance(actor, Viewer) and actor.token_id is not None:
        return "token", str(actor.token_id)
    staff = staff_id_of(actor)
    return ("staff", str(staff)) if staff is not None else (SYSTEM, "")
