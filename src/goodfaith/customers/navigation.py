"""The room's entry in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goodfaith.platform.web.navigation import Entry

ENTRIES = (
    Entry(_("Customers"), "customers", "customers.read", group=_("Business facts"), order=62),
)
