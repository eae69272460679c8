"""Rulebooks that were published without being written here become versions, too."""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models import Max

from goodfaith.conversations.models import RulebookEdition
from goodfaith.quality.models import RulebookVersion
from goodfaith.quality.versions.drafting import NUMBERING


def adopt_editions() -> int:
    """Make a published version of every edition that has none; how many. Twice changes nothing."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [NUMBERING])
        missing = list(RulebookEdition.objects.filter(version=None).order_by("published_at", "id"))
        last = RulebookVersion.objects.aggregate(last=Max("number"))["last"] or 0
        for number, edition in enumerate(missing, last + 1):
            RulebookVersion.objects.create(
                number=number,
                name=edition.name,
                state=RulebookVersion.State.PUBLISHED,
                author_id=edition.published_by_id,
                made_at=edition.published_at,
                archive=bytes(edition.archive),
                edition=edition,
                published_by_id=edition.published_by_id,
                published_at=edition.published_at,
                in_force_from=edition.in_force_from,
            )
    return len(missing)
