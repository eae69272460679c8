"""Signatures are those of Standard Webhooks."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from goodfaith.platform.webhooks.signing import new_secret, signature, signed_headers

# The example that the libraries of the specification test themselves with.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE, AT, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
SIGNED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_published_example_has_its_published_signature():
    assert signature(SECRET, MESSAGE, AT, BODY) == SIGNED


def test_with_two_secrets_there_are_two_signatures_the_newest_first():
    other = new_secret()
    headers = signed_headers([other, SECRET], MESSAGE, datetime.fromtimestamp(AT, UTC), BODY)
    assert headers == {
        "webhook-id": MESSAGE,
        "webhook-timestamp": str(AT),
        "webhook-signature": f"{signature(other, MESSAGE, AT, BODY)} {SIGNED}",
    }


def test_a_secret_is_as_long_as_the_specification_wants_and_never_the_same():
    made = {new_secret() for _ in range(50)}
    assert len(made) == 50
    assert {len(base64.b64decode(each.removeprefix("whsec_"))) for each in made} == {32}


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_another_body_has_another_signature(one: bytes, other: bytes):
    same = signature(SECRET, MESSAGE, AT, one) == signature(SECRET, MESSAGE, AT, other)
    assert same == (one == other)
