"""Where the overview stands in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goodfaith.platform.web.navigation import Entry

ENTRIES = (
    Entry(_("Compliance overview"), "overview", "overview.read", group=_("Quality"), order=9),
)
