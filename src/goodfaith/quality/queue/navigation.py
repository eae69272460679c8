"""Where the queue stands in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goodfaith.platform.web.navigation import Entry, FirstPage
from goodfaith.quality.queue.listing import waits

_GROUP = _("Quality")
ENTRIES = (
    Entry(_("Review queue"), "review_queue", "review.read", group=_GROUP, order=5, count=waits),
    Entry(_("Sampling"), "sampling_plans", "review.settle", group=_GROUP, order=16),
    Entry(_("How reviewing goes on"), "review_settings", "review.settle", group=_GROUP, order=17),
)
FIRST_PAGES = (FirstPage("reviewer", "review_queue", order=10),)
