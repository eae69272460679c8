"""Letting one person see one private thing in the clear for a while, for a reason."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from goodfaith.trust import ledger
from goodfaith.trust.models import Unmasking
from goodfaith.trust.refusing import Refusal, refuse_if
from goodfaith.trust.viewing import Viewer

FIELD = "field"


def unmask(
    *,
    viewer: Viewer,
    object_kind: str,
    object_id: str,
    place: str,
    reason: str,
    text: str = "",
    now: datetime,
) -> Unmasking:
    """Let `viewer` see what is at `place` of an object they may see; the caller has made sure.

    `place` is `value_place(hash, value)` or `field_place(name)`. Lasts `UNMASKED_MINUTES` for this
    person alone. The ledger gets who, what, where and the chosen reason, not the words. Raises
    `Http404` for one who may not unmask, `Refused` without a reason.
    """
    if not viewer.may("private.unmask"):
        raise Http404
    known = reason in Unmasking.Reason.values
    wordless = reason == Unmasking.Reason.OTHER and not text.strip()
    refuse_if(NO_REASON if not known else None, NO_WORDS if wordless else None)
    with transaction.atomic():
        unmasking = Unmasking.objects.create(
            staff_id=viewer.staff_id, object_kind=object_kind, object_id=object_id, place=place,
            reason=reason, text=text.strip()[:500], at=now,
            until=now + timedelta(minutes=settings.UNMASKED_MINUTES),
        )  # fmt: skip
        ledger.record(
            viewer, "private.unmasked", (object_kind, object_id), now,
            place=place, reason=reason, unmasking=unmasking.pk,
        )  # fmt: skip
    return unmasking


def value_place(hash: str, value: int) -> str:
    """The place of a value of a transcript: all its spans, however many turns it was said over."""
    return f"{hash}:{value}"


def field_place(name: str) -> str:
    """The place of a field of a row, such as a customer's reference."""
    return f"{FIELD}:{name}"


def unmasked_values(
    viewer: Viewer, object_kind: str, object_id: str, now: datetime
) -> dict[str, set[int]]:
    """The values of an object that `viewer` has unmasked, by the hash of their transcript."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for place in _living(viewer, object_kind, object_id, now):
        hash, _colon, value = place.partition(":")
        if hash != FIELD:
            found[hash].add(int(value))
    return dict(found)


def unmasked_fields(
    viewer: Viewer, object_kind: str, object_id: str, now: datetime
) -> frozenset[str]:
    """The fields of an object that `viewer` has unmasked."""
    places = _living(viewer, object_kind, object_id, now)
    return frozenset(p.partition(":")[2] for p in places if p.startswith(f"{FIELD}:"))


def _living(viewer: Viewer, object_kind: str, object_id: str, now: datetime) -> list[str]:
    if not viewer.may("private.unmask"):
        return []
    mine = Unmasking.objects.filter(
        staff_id=viewer.staff_id, object_kind=object_kind, object_id=object_id, until__gt=now
    )
    return list(mine.values_list("place", flat=True))


NO_REASON = Refusal("no_reason", _("Choose why you need to see it."), "reason")
NO_WORDS = Refusal("no_words", _("Say in a few words why you need to see it."), "text")
