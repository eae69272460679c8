"""The platform's own pages in the navigation."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from goodfaith.platform.operation.queries import poisoned_count, unsent_count
from goodfaith.platform.web.navigation import Entry
from goodfaith.platform.webhooks.queries import troubled_count


def _count(viewer: Any) -> int:
    return poisoned_count() + unsent_count()


def _troubled(viewer: Any) -> int:
    return troubled_count()


ENTRIES = (
    Entry(
        _("Failed events"),
        "poisoned_events",
        "operation.read",
        group=_("Operation"),
        order=900,
        count=_count,
    ),
    Entry(
        _("Webhooks"),
        "webhooks",
        "webhooks.read",
        group=_("Operation"),
        order=910,
        count=_troubled,
    ),
)
