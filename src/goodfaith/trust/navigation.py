"""The room's entries at the left."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goodfaith.platform.web.navigation import Entry, FirstPage

GROUP = _("Organisation")
ENTRIES = (
    Entry(_("Units"), "trust:organisation", "organisation.read", group=GROUP, order=800),
    Entry(_("People"), "trust:people", "people.read", group=GROUP, order=810),
    Entry(_("Tokens"), "trust:tokens", "tokens.read", group=GROUP, order=820),
    Entry(_("Ledger"), "trust:ledger", "ledger.read", group=GROUP, order=830),
)
FIRST_PAGES = (FirstPage("administrator", "trust:organisation", order=900),)
