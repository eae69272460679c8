"""How reviewing goes on here: one row, and changing it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from goodfaith.quality.models import ReviewSettings
from goodfaith.trust import ledger
from goodfaith.trust.ledger import Actor, staff_id_of

ROW = 1


def review_settings() -> ReviewSettings:
    """As settled; ours where nobody has settled anything."""
    return ReviewSettings.objects.filter(pk=ROW).first() or ReviewSettings(pk=ROW)


def settle_review(*, actor: Actor, now: datetime, **values: Any) -> ReviewSettings:
    """Change some of it by the names of its members; what is not named stays as it is."""
    with transaction.atomic():
        ReviewSettings.objects.bulk_create([ReviewSettings(pk=ROW)], ignore_conflicts=True)
        row = ReviewSettings.objects.select_for_update().get(pk=ROW)
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        for name, value in changed.items():
            setattr(row, name, value)
        row.changed_by_id, row.changed_at = staff_id_of(actor), now
        row.save()
        if changed:
            ledger.record(actor, "review.settled", row, now, **changed)
    return row
