"""Every page and every route, visited as every role and as nobody.

What is expected follows from the act that each of them declares; there is no list of exceptions.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.test import Client
from django.utils import timezone
from samples import samples
from visited import Visited, every_visit

from goodfaith.platform.web.pages import ANYBODY, SIGNED_IN
from goodfaith.platform.web.tables.table import every_table
from goodfaith.trust.models import Staff
from goodfaith.trust.roles import ACTS, Role
from goodfaith.trust.viewing import viewer_of
from small_insurer import establish, person

pytestmark = pytest.mark.django_db
VISITS = every_visit()
NOBODY = "nobody"
WHO: dict[str, str] = {
    Role.ADVISER: "adviser-n1",
    Role.REVIEWER: "reviewer",
    Role.MANAGER: "manager-n",
    Role.OPERATIONS: "operations",
    Role.SERVICE: "service",
    Role.COMPLIANCE: "compliance",
    Role.ADMINISTRATOR: "admin",
}
_CHANGING = re.compile(rb'(name="csrfmiddlewaretoken" value|content|data-csrf)="[A-Za-z0-9]{64}"|'
                       rb'"X-CSRFToken":\s*"[A-Za-z0-9]{64}"')  # fmt: skip


def titled(visit: Visited) -> str:
    return f"{visit.method} {visit.route}"


def test_every_page_and_route_says_what_it_is_for() -> None:
    known = {ANYBODY, SIGNED_IN, *ACTS}
    assert [titled(v) for v in VISITS if v.act not in known] == []


def test_every_act_is_for_somebody_and_for_something() -> None:
    assert [act for act, roles in ACTS.items() if not roles] == []


@pytest.fixture
def known(db: Any) -> dict[str, dict[str, Any]]:
    establish()
    Staff.objects.update(password=make_password("a password of a person"))
    return samples()


def sample(visit: Visited, known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    fitting = [start for start in known if visit.route.startswith(start)]
    return known[max(fitting, key=len)] if fitting else {}


def address(visit: Visited, known: dict[str, dict[str, Any]], number: str) -> tuple[str, bool]:
    """Where `number` goes, and whether there is something for whoever may do the act."""
    found = sample(visit, known)
    values = {name: value(number) if callable(value) else value for name, value in found.items()}
    there = all(name in values for name in visit.parameters)
    return visit.filled(values), there and values.get("is_seen", True)


def client_of(number: str) -> Client:
    client = Client()
    if number != NOBODY:
        client.force_login(person(number), backend="django.contrib.auth.backends.ModelBackend")
        client.get("/account/me/")  # the first page notes the session
    return client


def visit_as(client: Client, visit: Visited, path: str) -> Any:
    """GET a page (POST where it takes nothing else); a route with its method and an empty body.

    What that changes is undone, so that the next visit finds everything as it was.
    """
    client.cookies.pop("messages", None)
    with transaction.atomic():
        answer = _asked(client, visit, path)
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return answer


def _asked(client: Client, visit: Visited, path: str) -> Any:
    if not visit.is_api:
        answer = client.get(path)
        return client.post(path) if answer.status_code == 405 else answer
    body = None if visit.method == "GET" else json.dumps({})
    ask = getattr(client, visit.method.lower())
    return ask(path, body, content_type="application/json") if body else ask(path)


def plain(content: bytes, path: str) -> bytes:
    """The bytes without what changes with each request: the CSRF token, and the own address."""
    content = _CHANGING.sub(b"", content)
    for own in (path, path.replace("/", "%2F")):
        content = content.replace(f'"{own}"'.encode(), b"").replace(f"={own}".encode(), b"")
    return content


def absent(client: Client, visit: Visited) -> bytes:
    """What is answered where no such page is; asked once a client, as nothing changes."""
    path = "/api/v1/there-is-no-such-thing" if visit.is_api else "/there-is-no-such-thing/"
    known = client.__dict__.setdefault("absent", {})
    if path not in known:
        answer = client.get(path)
        assert answer.status_code == 404
        known[path] = plain(answer.content, path)
    return bytes(known[path])


def absent_of_its_kind(client: Client, visit: Visited) -> bytes:
    """What the page answers of a thing that is not there."""
    path = visit.filled({})
    return plain(visit_as(client, visit, path).content, path)


@pytest.mark.parametrize("role", [*WHO, NOBODY])
def test_each_role_sees_what_its_acts_allow_and_nothing_else(
    role: str, known: dict[str, dict[str, Any]]
) -> None:
    number = WHO.get(role, NOBODY)
    may = viewer_of(person(number), timezone.localdate()).may if number != NOBODY else None
    wrong, client = [], client_of(number)
    for visit in VISITS:
        if visit.name == "account_logout":
            continue  # leaves; what it is for is tried by itself
        path, there = address(visit, known, number)
        answer = visit_as(client, visit, path)
        if problem := _problem(visit, answer, may, there, client, path):
            wrong.append(f"{titled(visit)} at {path}: {problem}")
    assert wrong == []


def _problem(
    visit: Visited, answer: Any, may: Any, there: bool, client: Client, path: str
) -> str | None:
    status = answer.status_code
    if status >= 500 and status != 503:
        return f"found {status}"
    if visit.act == ANYBODY:
        to_login = status == 302 and "/login/?next=" in answer.headers["Location"]
        return "found the way to sign in, expected it for anybody" if to_login else None
    if may is None:
        to_login = status == 302 and "/login/" in answer.headers["Location"]
        right = status == 401 if visit.is_api else to_login
        return None if right else f"found {status}, expected to be asked to sign in"
    if visit.act == SIGNED_IN:
        return None if status not in (401, 403) else f"found {status}, expected it when signed in"
    if not may(visit.act):
        same = status == 404 and plain(answer.content, path) == absent(client, visit)
        return None if same else f"found {status}, expected what is absent"
    if not there and visit.parameters:
        same = plain(answer.content, path) == absent_of_its_kind(client, visit)
        return None if same else f"found {status}, expected what is of its kind and absent"
    if there and status in (401, 403, 404):
        return f"found {status}, expected it to be there"
    return None


def test_signing_out_is_for_whoever_is_signed_in() -> None:
    establish()
    assert client_of("admin").get("/account/logout/").status_code in (200, 302)
    assert "/login/" in Client().get("/account/logout/").headers["Location"]


@pytest.mark.parametrize("work", ["manager", "operations"])
def test_who_does_the_same_in_another_branch_finds_nothing_of_this_one(
    work: str, known: dict[str, dict[str, Any]]
) -> None:
    wrong, here, elsewhere = [], client_of(f"{work}-n"), client_of(f"{work}-s")
    may = viewer_of(person(f"{work}-s"), timezone.localdate()).may
    for visit in VISITS:
        path, there = address(visit, known, f"{work}-n")
        if not (there and visit.parameters and visit.act in ACTS and may(visit.act)):
            continue
        if sample(visit, known).get("is_everybodys"):
            continue
        answer = visit_as(elsewhere, visit, path)
        if plain(answer.content, path) != absent_of_its_kind(elsewhere, visit):
            wrong.append(f"{titled(visit)}: found {answer.status_code}, expected what is absent")
        if visit_as(here, visit, path).status_code == 404:
            wrong.append(f"{titled(visit)}: who does it in this branch found nothing")
    assert wrong == []


@pytest.mark.parametrize("role", WHO)
def test_a_table_is_taken_out_and_arranged_by_whoever_may(
    role: str, known: dict[str, dict[str, Any]]
) -> None:
    wrong, client = [], client_of(WHO[role])
    may = viewer_of(person(WHO[role]), timezone.localdate()).may
    for table in every_table():
        asked = {"form": "csv", "cadence": "daily"}
        for what, act, answer in (
            ("csv", table.export_act, client.get(f"/tables/{table.name}/export/csv/")),
            ("xlsx", table.export_act, client.get(f"/tables/{table.name}/export/xlsx/")),
            ("schedule", table.export_act, client.post(f"/tables/{table.name}/schedule/", asked)),
            ("columns", table.act, client.post(f"/tables/{table.name}/columns/")),
        ):
            found = answer.status_code != 404
            if found != bool(act and may(act)):
                wrong.append(f"{what} of {table.name}: found {answer.status_code} for {act}")
    assert wrong == []
