"""Telling the insurer's systems when the gate's answer has changed: the one place that does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import msgspec

from goodfaith.quality.gate.answer import answer_of, hash_of
from goodfaith.quality.models import Case

KIND = "sales.quality_changed"
_WEBHOOKS = "goodfaith.platform.webhooks"


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
    if publish := _publisher():
        payload = msgspec.to_builtins(answer) | {"changed_at": now.isoformat()}
        publish(KIND, f"case:{case.pk}", payload)
    return True


def _publisher() -> Callable[[str, str, dict[str, Any]], Any] | None:
    """None in an installation without webhooks."""
    if find_spec(_WEBHOOKS) is None:
        return None
    return getattr(import_module(_WEBHOOKS), "publish_webhook", None)
