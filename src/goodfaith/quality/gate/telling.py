"""Telling the insurer's systems when the gate's answer has changed: the one place that does."""

from __future__ import annotations

import logging
from datetime import datetime

from goodfaith.platform.webhooks.kinds import PayloadInvalid
from goodfaith.platform.webhooks.publishing import publish_webhook
from goodfaith.quality.gate.answer import answer_of, hash_of
from goodfaith.quality.models import Case
from goodfaith.quality.webhook_kinds import QUALITY_CHANGED

_LOG = logging.getLogger("goodfaith.quality")


def tell(case: Case, *, now: datetime) -> bool:
    """Publish the answer, in the transaction of the change, unless it is what was told last."""
    if case.kind != Case.Kind.SALE or case.merged_into_id is not None:
        return False
    answer = answer_of(case)
    told = hash_of(answer)
    if told == case.told:
        return False
    case.told = told
    Case.objects.filter(pk=case.pk).update(told=told)
    payload = answer.model_dump(mode="json") | {"changed_at": now.isoformat()}
    try:
        publish_webhook(QUALITY_CHANGED.name, f"case:{case.pk}", payload)
    except PayloadInvalid:  # a source's id that reads like words: the route still answers
        _LOG.warning("an answer of the gate could not be told", extra={"case": case.pk})
    return True
