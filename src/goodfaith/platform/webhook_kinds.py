"""What the platform itself tells other systems."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goodfaith.platform.webhooks.kinds import Kind

TESTED = Kind("webhook.tested", _("Test message"), frozenset({"endpoint"}))
KINDS = (TESTED,)
