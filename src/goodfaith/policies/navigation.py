"""The room's entries in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goodfaith.platform.web.navigation import Entry

_GROUP = _("Business facts")
ENTRIES = (
    Entry(_("Readiness"), "readiness", "readiness.read", group=_GROUP, order=60),
    Entry(_("Import facts"), "imports", "facts.import", group=_GROUP, order=61),
)
