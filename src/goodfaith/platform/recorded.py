"""What the ledger's entries are about, in words: each room's `recorded.py` says it of its own.

A room's module has `RECORDED` (act to label), `THINGS` (kind of object to `Thing`) and `DETAILS`
(name of a detail to `Detail`). This one is the platform's own, and has the two shapes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

NameAndPlace = tuple[str, str]
"""What a thing is called, and the address of its page or nothing."""


class Thing(msgspec.Struct, frozen=True):
    """A kind of object; `find(viewer, ids)` returns by id what the viewer may see of it."""

    label: Any
    find: Callable[[Any, Sequence[str]], Mapping[str, NameAndPlace]] | None = None


class Detail(msgspec.Struct, frozen=True):
    """What a detail is called; `thing` is the kind whose ids it has, `words` what its codes are."""

    label: Any
    thing: str = ""
    words: Callable[[], Mapping[str, Any]] | None = None


def named(rows: Iterable[tuple[Any, str]], page: str) -> dict[str, NameAndPlace]:
    """What `Thing.find` returns for pairs of id and name, each with a page of its own."""
    return {str(pk): (name, reverse(page, args=[pk])) for pk, name in rows}


def as_written(viewer: Any, ids: Sequence[str]) -> dict[str, NameAndPlace]:
    """The `Thing.find` of what its id names and what has no page."""
    return {id: (id, "") for id in ids}


def _tables(viewer: Any, ids: Sequence[str]) -> dict[str, NameAndPlace]:
    from goodfaith.platform.web.tables.table import every_table

    return {table.name: (str(table.label), "") for table in every_table() if table.name in ids}


def _events(viewer: Any, ids: Sequence[str]) -> dict[str, NameAndPlace]:
    place = reverse("poisoned_events") if viewer.may("operation.read") else ""
    return {id: (id, place) for id in ids}


def _endpoints(viewer: Any, ids: Sequence[str]) -> dict[str, NameAndPlace]:
    """Also those that were removed, which have no page."""
    from goodfaith.platform.webhooks.models import WebhookEndpoint

    may = viewer.may("webhooks.read")
    return {
        str(each.pk): (
            each.name if may else str(each.pk),
            reverse("webhook", args=[each.pk]) if may and each.state != "removed" else "",
        )
        for each in WebhookEndpoint.objects.filter(pk__in=ids)
    }


def _deliveries(viewer: Any, ids: Sequence[str]) -> dict[str, NameAndPlace]:
    from goodfaith.platform.webhooks.queries import delivered_to_living

    may = viewer.may("webhooks.read")
    return {
        str(each.pk): (
            each.message.kind, reverse("webhook_delivery", args=[each.pk]) if may else ""
        )
        for each in delivered_to_living().filter(pk__in=ids)
    }  # fmt: skip


def _kinds() -> Mapping[str, Any]:
    from goodfaith.platform.webhooks.kinds import every_kind

    return {kind.name: kind.label for kind in every_kind()}


def _states() -> Mapping[str, Any]:
    from goodfaith.platform.webhooks.models import WebhookEndpoint

    return dict(WebhookEndpoint.State.choices)


RECORDED: dict[str, Any] = {
    "event.tried_again": _("Failed event tried again"),
    "event.dropped": _("Failed event dropped"),
    "webhook.added": _("Webhook added"),
    "webhook.changed": _("Webhook changed"),
    "webhook.paused": _("Webhook paused"),
    "webhook.resumed": _("Webhook resumed"),
    "webhook.removed": _("Webhook removed"),
    "webhook.secret_rotated": _("Secret of a webhook rotated"),
    "webhook.tested": _("Test message sent"),
    "webhook.sent_again": _("Message sent again"),
}
THINGS: dict[str, Thing] = {
    "platform.poisonedevent": Thing(_("Failed event"), _events),
    "platform.webhookdelivery": Thing(_("Delivery to a webhook"), _deliveries),
    "platform.webhookendpoint": Thing(_("Webhook"), _endpoints),
    "table": Thing(_("Table"), _tables),
}
DETAILS: dict[str, Detail] = {
    "endpoint": Detail(_("Webhook"), "platform.webhookendpoint"),
    "filters": Detail(_("Filters")),
    "kinds": Detail(_("Is told of"), words=_kinds),
    "why": Detail(_("State"), words=_states),
}
