"""Addresses that nobody types: a NUL, a number without end, digits of another script.

Whatever stands in an address, the answer says that it is wrong or shows what there is; it never
fails inside.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from samples import samples
from test_role_matrix import VISITS, address, visit_as

from goodfaith.trust.models import Assignment, Staff
from goodfaith.trust.roles import Role
from small_insurer import FIRST, establish, person, unit

pytestmark = pytest.mark.django_db
VALUES = ("保本\x00", "9" * 40, "9" * 5000, "²", b"\xed\xa0\x80")
NAMES = (
    "q unit on role state after before sort act who object from_on to_on rule since until adviser "
    "channel purpose severity review period score_from score_to delivery subscriber revision next "
    "asked from to cursor limit column stop id name query form cadence reason"
).split()


@pytest.fixture
def everywhere(db: Any) -> Client:
    """Somebody who may do everything."""
    establish()
    Staff.objects.update(password=make_password("a password of a person"))
    one = person("admin")
    held = (Role.COMPLIANCE, Role.OPERATIONS, Role.REVIEWER)
    Assignment.objects.bulk_create(
        Assignment(staff=one, role=role, unit=unit("HQ"), during=(FIRST, None)) for role in held
    )
    client = Client()
    client.force_login(one, backend="django.contrib.auth.backends.ModelBackend")
    client.get("/account/me/")
    return client


def test_what_stands_behind_the_question_mark_breaks_no_page(everywhere: Client) -> None:
    known, wrong = samples(), []
    for visit in VISITS:
        if visit.name == "account_logout" or visit.is_api:
            continue
        path, _ = address(visit, known, "admin")
        for value in VALUES:
            answer = everywhere.get(path, dict.fromkeys(NAMES, value))
            if answer.status_code == 405:
                answer = everywhere.post(path, dict.fromkeys(NAMES, value))
            if answer.status_code >= 500 and answer.status_code != 503:
                wrong.append(f"{path} with {value[:8]!r}: found {answer.status_code}")
    assert wrong == []


@pytest.mark.parametrize("value", ["a%00b", "9" * 40, "%ED%A0%80", "%FF"])
def test_what_stands_in_the_path_breaks_no_page(everywhere: Client, value: str) -> None:
    wrong = []
    for visit in VISITS:
        if visit.method != "GET" or not visit.parameters:
            continue
        path = visit.filled(dict.fromkeys(visit.parameters, value))
        answer = visit_as(everywhere, visit, path)
        if answer.status_code >= 500:
            wrong.append(f"{path}: found {answer.status_code}")
    assert everywhere.get(f"/{value}").status_code in (400, 404)
    assert wrong == []
