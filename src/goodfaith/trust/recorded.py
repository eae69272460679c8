"""What this room writes into the ledger, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

RECORDED: dict[str, Any] = {
    "session.begun": _("Signed in"),
    "session.left": _("Signed out"),
    "session.refused": _("Signing in refused"),
    "session.ended": _("A session ended"),
    "sessions.ended": _("All sessions ended"),
    "password.set": _("Password set"),
    "password.changed": _("Password changed"),
    "second_factor.added": _("Second factor added"),
    "second_factor.removed": _("Second factor removed"),
    "second_factor.reset": _("Second factor reset"),
    "person.added": _("Person added"),
    "person.changed": _("Person changed"),
    "person.invited": _("Person invited"),
    "person.moved": _("Person moved"),
    "person.deactivated": _("Account closed"),
    "person.activated": _("Account opened"),
    "role.granted": _("Role given"),
    "role.ended": _("Role ended"),
    "licence.added": _("Licence added"),
    "level.named": _("Level named"),
    "unit.added": _("Unit added"),
    "unit.renamed": _("Unit renamed"),
    "unit.moved": _("Unit moved"),
    "unit.closed": _("Unit closed"),
    "organisation.established": _("Organisation established"),
    "token.created": _("Token created"),
    "token.revoked": _("Token revoked"),
    "private.unmasked": _("Private data unmasked"),
    "table.exported": _("Table exported"),
}
