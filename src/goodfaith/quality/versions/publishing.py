"""Putting a version in force, by somebody who did not write it; and taking one back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from goodfaith.analysis.rules.reading import RulebookInvalid, read_rule_files
from goodfaith.conversations.models import Reading, Rereading, RulebookEdition
from goodfaith.conversations.reading.editions import publish_edition
from goodfaith.quality.models import RulebookVersion
from goodfaith.quality.versions.contents import files_of
from goodfaith.quality.versions.refusals import NotPossible
from goodfaith.trust import ledger
from goodfaith.trust.ledger import Actor, staff_id_of

State = RulebookVersion.State


def writers_of(version: RulebookVersion) -> set[int]:
    """Who wrote it: its author, and everybody who changed a file of it."""
    found = set(version.file_changes.exclude(by=None).values_list("by_id", flat=True).distinct())
    return found | ({version.author_id} if version.author_id else set())


def publish_version(
    *,
    version: RulebookVersion,
    in_force_from: date,
    actor: Actor,
    now: datetime,
    reason: str = "",
) -> RulebookEdition:
    """Put a tested version in force from a day on. What was read before stays until read again.

    Raises `NotPossible`: not tested as it is, published by one of its writers, a day that is over
    without a reason, or a meaning that has been published before.
    """
    rulebook_hash = _hash_of(version)
    with transaction.atomic():
        row = RulebookVersion.objects.select_for_update().get(pk=version.pk)
        _check(row, in_force_from, actor, now, reason)
        if RulebookEdition.objects.filter(hash=rulebook_hash).exists():
            raise NotPossible("same_meaning")
        edition = publish_edition(
            files_of(row), name=f"{row.name} {row.number}", in_force_from=in_force_from,
            actor=actor, now=now,
        )  # fmt: skip
        row.edition, row.state = edition, State.PUBLISHED
        row.in_force_from, row.reason = in_force_from, reason[:500]
        row.published_by_id, row.published_at = staff_id_of(actor), now
        row.save()
        ledger.record(
            actor, "rulebook.version_published", row, now,
            edition=edition.pk, in_force_from=in_force_from.isoformat(),
        )  # fmt: skip
    return edition


def _hash_of(version: RulebookVersion) -> str:
    """Read before the row is locked: it takes seconds, and publishing checks what was read."""
    try:
        return read_rule_files(files_of(version)).hash
    except RulebookInvalid:
        raise NotPossible("unreadable") from None


def _check(
    row: RulebookVersion, in_force_from: date, actor: Actor, now: datetime, reason: str
) -> None:
    if not row.is_open:
        raise NotPossible("closed")
    if row.state != State.TESTED or row.tested_changes != row.changes:
        raise NotPossible("not_tested")
    who = staff_id_of(actor)
    if who is None or who in writers_of(row):
        raise NotPossible("own")
    if in_force_from < timezone.localdate(now) and not reason.strip():
        raise NotPossible("past")


def withdraw_version(*, version: RulebookVersion, actor: Actor, now: datetime) -> None:
    """Give a draft up, or take back what was published and is not in force yet.

    Raises `NotPossible` for a version that has judged anything or is in force: what was in force
    stays known for ever; another version takes its place.
    """
    with transaction.atomic():
        row = RulebookVersion.objects.select_for_update().get(pk=version.pk)
        if row.state == State.WITHDRAWN:
            raise NotPossible("closed")
        if row.state == State.PUBLISHED:
            _take_back(row, now)
        row.state, row.ended_at = State.WITHDRAWN, now
        row.save()
        ledger.record(actor, "rulebook.withdrawn", row, now)
    version.state = row.state


def _take_back(row: RulebookVersion, now: datetime) -> None:
    edition = row.edition
    assert edition is not None
    used = Reading.objects.filter(edition=edition).exists()
    used = used or Rereading.objects.filter(edition=edition).exists()
    if edition.in_force_from <= timezone.localdate(now) or used:
        raise NotPossible("in_force")
    row.edition = None
    row.save(update_fields=["edition"])
    edition.delete()
