"""Filters that somebody keeps by a name, for themselves; shared by their address."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404

from goodfaith.platform.models import KeptFilter

MOST_KEPT = 50
"""Of one person on one page."""
LONGEST_NAME = 80


class NameTaken(Exception):
    """There is a filter of that name already, or no room for another."""


def kept_filters(page: str, staff_id: int) -> QuerySet[KeptFilter]:
    """What somebody keeps on a page, by name."""
    return KeptFilter.objects.filter(page=page, staff_id=staff_id).order_by("name")


def keep_filter(*, page: str, staff_id: int, name: str, query: str, now: datetime) -> KeptFilter:
    """Keep the members of an address, `query` as `Filters.without` has it. Raises `NameTaken`."""
    if kept_filters(page, staff_id).count() >= MOST_KEPT:
        raise NameTaken
    kept = KeptFilter(
        page=page, staff_id=staff_id, name=name[:LONGEST_NAME], query=query, created_at=now
    )
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError:
        raise NameTaken from None
    return kept


def rename_filter(*, page: str, staff_id: int, id: int, name: str) -> None:
    """Raises `NameTaken`, and `Http404` for somebody else's."""
    try:
        with transaction.atomic():
            changed = kept_filters(page, staff_id).filter(pk=id).update(name=name[:LONGEST_NAME])
    except IntegrityError:
        raise NameTaken from None
    if not changed:
        raise Http404


def delete_filter(*, page: str, staff_id: int, id: int) -> None:
    """Raises `Http404` for somebody else's."""
    deleted, _ = kept_filters(page, staff_id).filter(pk=id).delete()
    if not deleted:
        raise Http404
