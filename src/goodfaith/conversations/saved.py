"""Filters that somebody keeps: by a name, for themselves; shared by their address."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.http import Http404, QueryDict

from goodfaith.conversations.filters import read_filters
from goodfaith.conversations.models import SavedFilter

MOST_KEPT = 50
LONGEST_NAME = 80


class NameTaken(Exception):
    """There is a filter of that name already, or no room for another."""


def save_filter(*, staff_id: int, name: str, query: str, now: datetime) -> SavedFilter:
    """Keep a filter. Raises `NameTaken`."""
    own = SavedFilter.objects.filter(staff_id=staff_id)
    cleaned = read_filters(QueryDict(query)).without()
    if own.count() >= MOST_KEPT:
        raise NameTaken
    try:
        with transaction.atomic():
            return own.create(
                staff_id=staff_id, name=name[:LONGEST_NAME], query=cleaned, created_at=now
            )
    except IntegrityError:
        raise NameTaken from None


def rename_filter(*, staff_id: int, id: int, name: str) -> None:
    """Raises `NameTaken`, and `Http404` for somebody else's."""
    try:
        with transaction.atomic():
            changed = SavedFilter.objects.filter(staff_id=staff_id, pk=id).update(
                name=name[:LONGEST_NAME]
            )
    except IntegrityError:
        raise NameTaken from None
    if not changed:
        raise Http404


def delete_filter(*, staff_id: int, id: int) -> None:
    """Raises `Http404` for somebody else's."""
    deleted, _ = SavedFilter.objects.filter(staff_id=staff_id, pk=id).delete()
    if not deleted:
        raise Http404
