"""The ledger's port: the room above keeps the ledger, and settings say where."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.module_loading import import_string


def record(
    actor: Any, act: str, object: Model | tuple[str, str], at: datetime, **details: Any
) -> None:
    """Write that `actor` did `act` to `object`, in the transaction that is open; ids only."""
    import_string(settings.LEDGER)(actor, act, object, at, **details)
