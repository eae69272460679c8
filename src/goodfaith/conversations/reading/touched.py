"""The conversations that business facts bear on."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from goodfaith.analysis.fields import load_dictionary
from goodfaith.conversations.models import Conversation
from goodfaith.policies.belonging import PARTIES

ADVISER = "adviser"


def conversations_about(keys: Iterable[str]) -> list[int]:
    """Ids of the conversations that name one of `keys` (`policy:P1`, `customer:K1` …), in order.

    Not those of an adviser or a product, who bear on thousands: see `wide_keys`.
    """
    named: dict[str, list[str]] = {}
    for key in keys:
        kind, _, id = key.partition(":")
        named.setdefault(kind, []).append(id)
    if not named:
        return []
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


def wide_keys(keys: Iterable[str]) -> list[str]:
    """Those of `keys` by which other facts name advisers, products and the like, in order.

    A conversation's judgement looks at what its facts name, so they bear on it, too.
    """
    dictionary = load_dictionary()

    def is_wide(kind: str) -> bool:
        return kind not in PARTIES and bool(dictionary.references_to(kind))

    return sorted({key for key in keys if is_wide(key.partition(":")[0])})


def numbers_in(keys: Iterable[str]) -> list[str]:
    """The staff numbers among `keys`."""
    pairs = (key.partition(":") for key in keys)
    return [id for kind, _, id in pairs if kind == ADVISER]
