"""What the platform writes into the ledger, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

RECORDED: dict[str, Any] = {
    "event.tried_again": _("Event tried again"),
    "event.dropped": _("Event dropped"),
    "webhook.added": _("Webhook added"),
    "webhook.changed": _("Webhook changed"),
    "webhook.paused": _("Webhook paused"),
    "webhook.resumed": _("Webhook resumed"),
    "webhook.removed": _("Webhook removed"),
    "webhook.secret_rotated": _("Secret of a webhook rotated"),
    "webhook.tested": _("Test message sent"),
    "webhook.sent_again": _("Message sent again"),
}
