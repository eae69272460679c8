"""What this room tells other systems."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goodfaith.platform.webhooks.kinds import Kind
from goodfaith.quality.gate.answer import SaleQuality

QUALITY_CHANGED = Kind(
    "sales.quality_changed",
    _("Whether a policy may be issued"),
    frozenset({*SaleQuality.model_fields, "changed_at"}),
)
NOTICE_SENT = Kind(
    "quality.notice_sent",
    _("An adviser can read confirmed findings"),
    frozenset({"notice", "sale", "adviser", "charges", "answer_by", "appeal_by", "link"}),
)
KINDS = (QUALITY_CHANGED, NOTICE_SENT)
