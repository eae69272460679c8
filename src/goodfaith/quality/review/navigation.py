"""Where reviews stand in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goodfaith.platform.web.navigation import Entry

ENTRIES = (Entry(_("Agreement"), "agreement", "overview.read", group=_("Quality"), order=16),)
