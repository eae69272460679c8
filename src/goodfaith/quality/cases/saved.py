"""Filters of the list of cases that somebody keeps, by a name, for themselves."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.http import Http404, QueryDict

from goodfaith.quality.cases.filters import read_filters
from goodfaith.quality.models import CaseFilter

MOST_KEPT = 50
LONGEST_NAME = 80


class NameTaken(Exception):
    """There is a filter of that name already, or no room for another."""


def save_filter(*, staff_id: int, name: str, query: str, now: datetime) -> CaseFilter:
    """Keep a filter. Raises `NameTaken`."""
    own = CaseFilter.objects.filter(staff_id=staff_id)
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
    own = CaseFilter.objects.filter(staff_id=staff_id, pk=id)
    try:
        with transaction.atomic():
            changed = own.update(name=name[:LONGEST_NAME])
    except IntegrityError:
        raise NameTaken from None
    if not changed:
        raise Http404


def delete_filter(*, staff_id: int, id: int) -> None:
    """Raises `Http404` for somebody else's."""
    deleted, _ = CaseFilter.objects.filter(staff_id=staff_id, pk=id).delete()
    if not deleted:
        raise Http404
