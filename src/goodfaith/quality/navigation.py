"""The room's entries in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goodfaith.platform.web.navigation import Entry

_GROUP = _("Quality")
ENTRIES = (Entry(_("Rulebooks"), "rulebooks", "rulebooks.read", group=_GROUP, order=39),)
