"""The conversations that business facts bear on."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from goodfaith.conversations.models import Conversation


def conversations_about(keys: Iterable[str]) -> list[int]:
    """Ids of the conversations that name one of `keys` (`policy:P1`, `customer:K1` …), in order.

    An adviser or a product bears on too many: those facts count when a conversation is read next.
    """
    named: dict[str, list[str]] = {}
    for key in keys:
        kind, _, id = key.partition(":")
        named.setdefault(kind, []).append(id)
    wanted = Q(pk__in=[])
    if ids := named.get("conversation"):
        wanted |= Q(external_id__in=ids)
    if ids := named.get("customer"):
        wanted |= Q(customer__in=ids)
    if ids := named.get("application"):
        wanted |= Q(applications__overlap=ids)
    if ids := named.get("policy"):
        wanted |= Q(policies__overlap=ids)
    return list(Conversation.objects.filter(wanted).order_by("id").values_list("id", flat=True))
