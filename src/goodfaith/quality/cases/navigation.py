"""Where cases stand in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goodfaith.platform.web.navigation import Entry

_GROUP = _("Quality")
ENTRIES = (
    Entry(_("Sale cases"), "cases", "cases.read", group=_GROUP, order=10),
    Entry(_("Scorecards"), "scorecards", "cases.settle", group=_GROUP, order=18),
    Entry(_("Due times"), "due_policies", "cases.settle", group=_GROUP, order=19),
)
