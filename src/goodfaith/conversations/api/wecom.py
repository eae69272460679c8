"""The message archive of WeCom, pushed by whoever decrypts it."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from goodfaith.conversations.api.routes import router
from goodfaith.conversations.wecom import receive_messages
from goodfaith.conversations.wecom.receiving import read_messages
from goodfaith.platform.api_access import acting
from goodfaith.platform.routing import Problem
from goodfaith.trust.api_access import caller
from goodfaith.trust.api_values import (
    answer,
    body_of,
    decoded,
    error_of,
    json_body,
    wrong_field,
)

MOST_MESSAGES = 1_000
LARGEST_BATCH = 16 << 20
SIGNATURE = "X-Goodfaith-Signature"
_ONE = {"type": "object", "required": ["msgid", "msgtime", "from"]}
_BODY = {"type": "array", "minItems": 1, "maxItems": MOST_MESSAGES, "items": _ONE}


@router.post("/wecom/messages", auth=acting("conversations.receive"), response={202: Any},
             summary="Hand in messages of the WeCom archive",
             openapi_extra=json_body(_BODY))  # fmt: skip
def receive(request: HttpRequest) -> HttpResponse:
    """Decrypted messages, in any order, any of them any number of times; recalls, too.

    Where a secret is configured the header X-Goodfaith-Signature has to be
    `sha256=` and the HMAC-SHA256 of the body with it, in hex.
    """
    _check_signature(request)
    records = decoded(request, list[dict[str, Any]], LARGEST_BATCH)
    if not 1 <= len(records) <= MOST_MESSAGES:
        raise wrong_field("", f"{len(records):,} messages", f"1 to {MOST_MESSAGES:,}")
    messages, wrong = read_messages(records)
    if wrong:
        errors = [error_of(p, index) for index, report in wrong for p in report.problems]
        raise Problem(422, "invalid", errors=errors)
    viewer = caller(request)
    return answer(receive_messages(messages, actor=viewer, now=timezone.now()), 202)


def _check_signature(request: HttpRequest) -> None:
    secret = settings.CONFIGURATION.wecom_secret
    if not secret:
        return
    body = body_of(request, LARGEST_BATCH)
    expected = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    given = request.headers.get(SIGNATURE, "")
    if not hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")):
        raise Problem(401, "signature", f"{SIGNATURE} is not that of the body.")
