"""Writing the ledger: who did what to which thing, when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Model

from goodfaith.trust.models import LedgerEntry, Staff

SYSTEM = "system"


def record(
    actor: Staff | str, act: str, object: Model | tuple[str, str], at: datetime, **details: Any
) -> LedgerEntry:
    """Add an entry, in the transaction of the change that it tells of.

    `actor` is a person, or `SYSTEM` for what nobody asked for just now; `object` a row, or a kind
    and an id. `details` are ids and codes only: nobody's words, nobody's data.
    """
    kind, key = object if isinstance(object, tuple) else (object._meta.label_lower, str(object.pk))
    is_person = isinstance(actor, Staff)
    return LedgerEntry.objects.create(
        at=at,
        actor_kind="staff" if is_person else SYSTEM,
        actor_id=str(actor.pk) if isinstance(actor, Staff) else "",
        act=act,
        object_kind=kind,
        object_id=key,
        details=details,
    )
