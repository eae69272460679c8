"""Every route, called with what its description allows and with what it does not.

No call may fail inside, and every answer is as described: status, media type, shape. What routes
do is tried by their rooms.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from samples import samples
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from goodfaith.platform.api_root import api
from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.models import Assignment
from goodfaith.trust.roles import ACTS, Role
from goodfaith.trust.services.tokens import create_token
from small_insurer import FIRST, establish, person, unit

EXAMPLES = 20
CALLER = "admin"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
SCHEMA = schemathesis.openapi.from_dict(api.get_openapi_schema())
OPERATIONS = {each.ok().label: each.ok() for each in SCHEMA.get_all_operations()}


@pytest.fixture(scope="module")
def installed(django_db_setup: Any, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """A token that may do all, and what the parameters of routes are about; undone afterwards."""
    with django_db_blocker.unblock(), kept_connection(), transaction.atomic():
        establish()
        everybody = person(CALLER)
        held = (Role.COMPLIANCE, Role.OPERATIONS, Role.REVIEWER)
        Assignment.objects.bulk_create(
            Assignment(staff=everybody, role=role, unit=unit("HQ"), during=(FIRST, None))
            for role in held
        )
        now = timezone.now()
        _, text = create_token(
            actor=SYSTEM, staff=everybody, name="schema", scopes=list(ACTS),
            expires_at=now + timedelta(days=1), now=now,
        )  # fmt: skip
        yield {"Authorization": f"Bearer {text}", "known": samples()}
        transaction.set_rollback(True)


@contextmanager
def kept_connection() -> Iterator[None]:
    """A request closes no connection: it would be the one whose transaction all of this is."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("label", OPERATIONS)
def test_a_route_answers_as_it_is_described(label: str, installed: dict[str, Any]) -> None:
    operation, application = OPERATIONS[label], get_wsgi_application()
    headers = {"Authorization": installed["Authorization"]}
    known = _known(operation.path, installed["known"])

    @given(case=_cases(operation), is_there=st.booleans())
    @settings(
        max_examples=EXAMPLES, deadline=None, phases=(Phase.generate,), derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def try_it(case: Any, is_there: bool) -> None:
        if is_there:
            case.path_parameters = dict(case.path_parameters or {}) | known
        with transaction.atomic():
            answer = case.call(app=application, headers=headers)
            transaction.set_rollback(True)
        case.validate_response(answer, checks=CHECKS)

    try_it()


def _cases(operation: Any) -> Any:
    """Cases as described, and cases that are wrong somewhere."""
    return st.one_of(
        operation.as_strategy(generation_mode=mode)
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    )


def _known(path: str, known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    fitting = [start for start in known if f"{path}/".startswith(start)]
    found = known[max(fitting, key=len)] if fitting else {}
    return {
        name: value(CALLER) if callable(value) else value
        for name, value in found.items() if f"{{{name}}}" in path
    }  # fmt: skip
