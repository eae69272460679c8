"""Codes of webhooks in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

FAULTS: dict[str, Any] = {
    "unreadable": _("Enter a whole address, like https://core.insurer.example/webhooks."),
    "not_https": _("The address has to begin with https."),
    "has_password": _("The address must not have a name or password in it."),
    "has_fragment": _("The address must not have a # in it."),
    "out_of_bounds": _("This address is not public, and its network is not among those allowed."),
    "nameless": _("Enter a name that says whose address it is."),
    "unknown_kind": _("Choose from the kinds that there are."),
}
"""What is wrong with an endpoint."""

FAILURES: dict[str, Any] = {
    "out_of_bounds": _("Not sent: the name leads to a network that is not allowed"),
    "no_such_name": _("The name of the server is unknown"),
    "no_connection": _("No connection"),
    "certificate": _("The certificate is not valid for this server"),
    "timeout": _("No answer in ten seconds"),
    "no_answer": _("The connection ended without an answer"),
    "secret_lost": _("Not sent: the secret cannot be read, rotate it"),
}
"""Why an attempt has no status."""
