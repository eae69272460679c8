"""The example of docs/webhooks.md verifies what is sent, and nothing else."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from goodfaith.platform.webhooks.signing import new_secret, signed_headers

PAGE = Path(__file__).parents[2] / "docs" / "webhooks.md"
BODY = '{"type":"sale.judged","data":{"sale":"保单1"}}'.encode()


@pytest.fixture(scope="module")
def is_genuine() -> Any:
    (code,) = re.findall(r"```python\n(import base64.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    found: dict[str, Any] = {}
    exec(compile(code, PAGE.name, "exec"), found)
    return found["is_genuine"]


def now() -> datetime:
    return datetime.now(UTC)


def test_what_was_sent_is_genuine_also_while_two_secrets_are_valid(is_genuine):
    old, new = new_secret(), new_secret()
    headers = signed_headers([new, old], "msg_1", now(), BODY)
    assert is_genuine(old, headers, BODY)
    assert is_genuine(new, headers, BODY)


def test_what_was_touched_is_old_or_signed_by_others_is_not(is_genuine):
    secret = new_secret()
    headers = signed_headers([secret], "msg_1", now(), BODY)
    long_ago = signed_headers(
        [secret], "msg_1", datetime.fromtimestamp(time.time() - 301, UTC), BODY
    )
    assert not is_genuine(secret, headers, BODY + b" ")
    assert not is_genuine(secret, headers | {"webhook-id": "msg_2"}, BODY)
    assert not is_genuine(new_secret(), headers, BODY)
    assert not is_genuine(secret, long_ago, BODY)
