"""Putting a published rulebook in force again: one person asks, another confirms."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from goodfaith.conversations.models import EditionReturn
from goodfaith.conversations.reading.editions import edition_on
from goodfaith.quality.models import RulebookVersion
from goodfaith.quality.versions.refusals import NotPossible
from goodfaith.trust import ledger
from goodfaith.trust.ledger import Actor, staff_id_of


def return_asked(version: RulebookVersion) -> EditionReturn | None:
    """What is asked for and waits for a second person; or is confirmed and lies ahead."""
    rows = EditionReturn.objects.filter(edition=version.edition_id, ended_at=None)
    rows = rows.select_related("asked_by", "confirmed_by").order_by("-pk")
    return next((row for row in rows if row.confirmed_at is None or _is_ahead(row)), None)


def can_return(version: RulebookVersion, today: date) -> bool:
    """Whether it has been in force, and another one is."""
    edition = version.edition
    if edition is None or edition.in_force_from > today:
        return False
    current = edition_on(today)
    return current is not None and current.id != edition.pk


def ask_return(
    *, version: RulebookVersion, in_force_from: date, reason: str, actor: Actor, now: datetime
) -> EditionReturn:
    """Ask for a version to be in force again from a day on; nothing changes until it is confirmed.

    Raises `NotPossible`: it was never in force, is in force that day anyway, no reason is given,
    or the same is asked for already.
    """
    who, today = staff_id_of(actor), timezone.localdate(now)
    edition = version.edition
    if edition is None or edition.in_force_from > today or in_force_from <= edition.in_force_from:
        raise NotPossible("never_in_force")
    if who is None or not reason.strip():
        raise NotPossible("why")
    with transaction.atomic():
        _check_day(edition.pk, in_force_from)
        try:
            with transaction.atomic():
                row = EditionReturn.objects.create(
                    edition=edition, in_force_from=in_force_from, reason=reason.strip()[:500],
                    asked_by_id=who, asked_at=now,
                )  # fmt: skip
        except IntegrityError:
            raise NotPossible("asked") from None
        _record(actor, "rulebook.return_asked", version, row, now)
    return row


def confirm_return(
    *, version: RulebookVersion, asked: int, actor: Actor, now: datetime
) -> EditionReturn:
    """Put it in force as was asked for (`asked`), by somebody else. What was read before stays.

    Raises `NotPossible`: it was asked for by the same person, is over, or is in force that day.
    """
    with transaction.atomic():
        row = _waiting(version, asked)
        who = staff_id_of(actor)
        if who is None or who == row.asked_by_id:
            raise NotPossible("own_return")
        _check_day(row.edition_id, row.in_force_from)
        row.confirmed_by_id, row.confirmed_at = who, now
        row.save(update_fields=["confirmed_by", "confirmed_at"])
        _record(actor, "rulebook.returned", version, row, now)
    return row


def end_return(*, version: RulebookVersion, asked: int, actor: Actor, now: datetime) -> None:
    """Take back what was asked for, or was confirmed and is not in force yet."""
    with transaction.atomic():
        rows = EditionReturn.objects.select_for_update().filter(edition=version.edition_id)
        row = rows.filter(pk=asked, ended_at=None).first()
        if row is None or (row.confirmed_at is not None and not _is_ahead(row, now)):
            raise NotPossible("over")
        row.ended_by_id, row.ended_at = staff_id_of(actor), now
        row.save(update_fields=["ended_by", "ended_at"])
        _record(actor, "rulebook.return_ended", version, row, now)


def _waiting(version: RulebookVersion, asked: int) -> EditionReturn:
    rows = EditionReturn.objects.select_for_update().filter(edition=version.edition_id)
    row = rows.filter(pk=asked, confirmed_at=None, ended_at=None).first()
    if row is None:
        raise NotPossible("over")
    return row


def _check_day(edition: int, day: date) -> None:
    current = edition_on(day)
    if current is not None and current.id == edition:
        raise NotPossible("in_force_then")


def _is_ahead(row: EditionReturn, now: datetime | None = None) -> bool:
    return row.in_force_from > timezone.localdate(now)


def _record(
    actor: Actor, act: str, version: RulebookVersion, row: EditionReturn, now: datetime
) -> None:
    day = row.in_force_from.isoformat()
    ledger.record(actor, act, version, now, edition=row.edition_id, in_force_from=day)
