"""Where what follows stands in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goodfaith.platform.web.navigation import Entry
from goodfaith.quality.outcome import waiting

_GROUP = _("Quality")
ENTRIES = (
    Entry(_("My findings"), "my_findings", "notices.answer", group=_GROUP, order=5,
          count=waiting.count_unread),
    Entry(_("Appeals"), "appeals", "appeals.judge", group=_GROUP, order=12,
          count=waiting.count_appeals),
    Entry(_("Corrective actions"), "corrective", "corrective.read", group=_GROUP, order=13,
          count=waiting.count_actions),
    Entry(_("Deductions"), "charges", "notices.read", group=_GROUP, order=14),
    Entry(_("Proposed examples"), "proposals", "rulebooks.change", group=_GROUP, order=40,
          count=waiting.count_proposals),
)  # fmt: skip
