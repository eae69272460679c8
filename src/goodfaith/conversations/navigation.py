"""The room's entries in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goodfaith.platform.web.navigation import Entry, FirstPage

_GROUP = _("Conversations")
ENTRIES = (
    Entry(_("All conversations"), "conversations", "conversations.read", group=_GROUP, order=20),
    Entry(_("Hand in files"), "deliveries", "conversations.receive", group=_GROUP, order=21),
    Entry(_("Read again"), "rereadings", "conversations.reread", group=_GROUP, order=22),
)
FIRST_PAGES = tuple(
    FirstPage(role, "conversations", order=90)
    for role in ("adviser", "reviewer", "manager", "operations", "service", "compliance")
)
