"""Telling the insurer's systems when the gate's answer has changed: the one place that does."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection

from goodfaith.platform.webhooks.publishing import publish_webhooks
from goodfaith.quality.gate.answer import answer_of, hash_of
from goodfaith.quality.models import Case
from goodfaith.quality.webhook_kinds import QUALITY_CHANGED

_LOG = logging.getLogger("goodfaith.quality")


_TOLD = """
update quality_case c set told = r.told
from unnest(%s::bigint[], %s::varchar[]) as r (id, told) where c.id = r.id
"""


def tell(cases: Iterable[Case], *, now: datetime) -> None:
    """Publish the answers, in the transaction of the change, unless they are what was told last."""
    fresh: dict[int, str] = {}
    payloads: dict[str, dict[str, Any]] = {}
    for case in cases:
        if case.kind != Case.Kind.SALE or case.merged_into_id is not None:
            continue
        answer = answer_of(case)
        if (told := hash_of(answer)) != case.told:
            case.told = fresh[case.pk] = told
            payload = answer.model_dump(mode="json") | {"changed_at": now.isoformat()}
            payloads[f"case:{case.pk}"] = payload
    if not fresh:
        return
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, [[*fresh], [*fresh.values()]])
    # A source's id that reads like words is not told; the route still answers.
    for case_key in publish_webhooks(QUALITY_CHANGED.name, payloads):
        _LOG.warning("an answer of the gate could not be told", extra={"case": case_key})
