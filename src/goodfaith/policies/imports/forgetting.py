"""Files that nobody went on with: stopped after a week, their bytes removed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from goodfaith.platform.events import periodic
from goodfaith.policies.imports.files import remove_file
from goodfaith.policies.imports.steps import BEFORE_TAKEN, stop_import
from goodfaith.policies.models import FactImport
from goodfaith.trust.ledger import SYSTEM

KEEP_UNCONFIRMED = timedelta(days=7)


@periodic("40 19 * * *", "policies.forget_imports", queue="bulk")
def forget_imports() -> None:
    """Every night."""
    stop_unconfirmed(timezone.now())


def stop_unconfirmed(now: datetime) -> int:
    """Stop imports begun a week ago that nobody confirmed; how many there were."""
    old = FactImport.objects.filter(begun_at__lt=now - KEEP_UNCONFIRMED)
    waiting = list(old.filter(state__in=BEFORE_TAKEN))
    for of in waiting:
        remove_file(stop_import(of, actor=SYSTEM, now=now))
    for of in old.filter(state=FactImport.State.FAILED):
        remove_file(of)
    return len(waiting)
