"""What all routes share: problems, pages by cursor, answers given once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404, HttpRequest
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ninja import Query, Schema
from ninja.responses import Status
from pydantic import Field

from goodfaith.platform import upkeep
from goodfaith.platform.models import Event as Row
from goodfaith.platform.models import IdempotentAnswer
from goodfaith.platform.routing import Paged, Paging, Problem, creating, paged
from goodfaith.platform.routing.description import Api
from goodfaith.platform.routing.limits import Limit
from goodfaith.platform.routing.paging import slice_after
from goodfaith.platform.routing.problems import MEDIA_TYPE, handle_problems, plain
from goodfaith.platform.web.pages import ANYBODY, page

pytestmark = pytest.mark.django_db
api = Api(urls_namespace="tried", throttle=[Limit()], docs_decorator=page(ANYBODY))
handle_problems(api)


class Wanted(Schema):
    kind: str = Field(max_length=10)
    number: int


class RowOut(Schema):
    id: int
    kind: str


@api.post("/rows", response={201: RowOut})
@creating
def create(request: HttpRequest, wanted: Wanted) -> Any:
    row = Row.objects.create(kind=wanted.kind, payload={})
    if wanted.number < 0:
        raise Problem(409, "below_zero", "found a number below zero, expected one above")
    return Status(201, row)


@api.get("/rows", response=Paged[RowOut])
def rows(request: HttpRequest, paging: Query[Paging]) -> Any:
    return paged(Row.objects.all(), paging, ("kind", "-id"))


@api.get("/absent")
def absent(request: HttpRequest) -> Any:
    raise Http404("words")


@api.get("/fails")
def fails(request: HttpRequest) -> Any:
    raise LookupError("words that nobody may read")


urlpatterns = [path("api/tried/", api.urls)]


@pytest.fixture
def client():
    with override_settings(ROOT_URLCONF=__name__):
        yield Client()


def post(client, body, **headers):
    return client.post("/api/tried/rows", json.dumps(body), "application/json", headers=headers)


def problem(response, status):
    assert response.status_code == status
    assert response.headers["Content-Type"] == MEDIA_TYPE
    return response.json()


def test_all_errors_of_a_request_are_told_at_once_with_their_places(client):
    told = problem(post(client, {"kind": "a secret too long", "number": "x"}), 422)
    assert {error["place"] for error in told["errors"]} == {
        "body.wanted.kind",
        "body.wanted.number",
    }
    assert "secret" not in json.dumps(told)


@pytest.mark.parametrize(
    ("way", "status"),
    [("absent", 404), ("nowhere", 404), ("fails", 500)],
)
def test_every_error_is_a_problem_and_says_no_more_than_it_must(client, way, status):
    response = client.get(f"/api/tried/{way}")
    assert "words" not in response.content.decode()
    assert problem(response, status)["status"] == status


def test_absent_is_the_same_bytes_however_it_is_absent(client):
    answers = {client.get(f"/api/tried/{way}").content for way in ("absent", "nowhere")}
    assert answers == {plain(404).content}


def test_a_method_that_is_not_there_and_a_body_that_is_no_json_are_problems(client):
    response = client.delete("/api/tried/rows")
    problem(response, 405)
    assert "GET" in response.headers["Allow"]
    broken = client.post("/api/tried/rows", "{", "application/json")
    assert problem(broken, 400)["code"] == "unreadable"


def test_a_body_that_is_too_big_is_a_problem(client):
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=10):
        problem(post(client, {"kind": "a", "number": 1}), 413)


def test_a_conflict_is_a_problem_and_leaves_nothing(client):
    told = problem(post(client, {"kind": "a", "number": -1}), 409)
    assert told["code"] == "below_zero"
    assert not Row.objects.exists()


def wait_seven(request: HttpRequest) -> float:
    return 7


def test_who_asks_too_often_is_told_when_to_come_back(client):
    with override_settings(API_RATE_LIMIT=f"{__name__}.wait_seven"):
        response = client.get("/api/tried/rows")
    problem(response, 429)
    assert response.headers["Retry-After"] == "7"


def test_the_same_request_twice_creates_once_and_gets_the_same_answer(client):
    first = post(client, {"kind": "a", "number": 1}, idempotency_key="one")
    again = post(client, {"kind": "a", "number": 1}, idempotency_key="one")
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert first.headers["Content-Type"] == again.headers["Content-Type"]
    assert Row.objects.count() == 1


def test_a_key_that_came_with_another_body_is_refused(client):
    post(client, {"kind": "a", "number": 1}, idempotency_key="one")
    told = problem(post(client, {"kind": "b", "number": 1}, idempotency_key="one"), 422)
    assert told["code"] == "key_used"
    assert Row.objects.count() == 1


def test_one_key_of_two_callers_is_two_keys(client):
    for token in ("Bearer one", "Bearer two"):
        post(client, {"kind": "a", "number": 1}, idempotency_key="one", authorization=token)
    assert Row.objects.count() == 2


def test_what_was_refused_may_be_tried_again_with_its_key(client):
    assert post(client, {"kind": "a", "number": -1}, idempotency_key="one").status_code == 409
    assert not IdempotentAnswer.objects.exists()
    assert post(client, {"kind": "a", "number": 1}, idempotency_key="one").status_code == 201


@pytest.mark.parametrize("key", ["", "a" * 201])
def test_a_key_that_is_none_is_refused(client, key):
    problem(post(client, {"kind": "a", "number": 1}, idempotency_key=key), 422)


def test_answers_are_forgotten_after_a_day(client):
    post(client, {"kind": "a", "number": 1}, idempotency_key="one")
    IdempotentAnswer.objects.update(asked_at=timezone.now() - timedelta(hours=25))
    upkeep.prune()
    assert not IdempotentAnswer.objects.exists()


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from("abc"), max_size=20), st.integers(1, 7))
def test_pages_together_are_the_whole_list_each_row_once(kinds, limit):
    Row.objects.all().delete()
    Row.objects.bulk_create([Row(kind=kind, payload={}) for kind in kinds])
    found, cursor = [], ""
    while True:
        part = slice_after(Row.objects.all(), ("kind", "-id"), cursor, limit)
        found += [row.pk for row in part.rows]
        assert len(part.rows) <= limit
        if not (cursor := part.next):
            break
    assert found == list(Row.objects.order_by("kind", "-id").values_list("pk", flat=True))


def test_a_page_goes_on_where_the_last_one_ended(client):
    Row.objects.bulk_create([Row(kind=kind, payload={}) for kind in "cab"])
    first = client.get("/api/tried/rows?limit=2").json()
    second = client.get("/api/tried/rows", {"cursor": first["next"]}).json()
    assert [row["kind"] for row in first["items"] + second["items"]] == ["a", "b", "c"]
    assert second["next"] == ""


def test_a_cursor_that_was_touched_or_is_of_another_list_is_refused(client):
    Row.objects.bulk_create([Row(kind=kind, payload={}) for kind in "abc"])
    of_another = slice_after(Row.objects.all(), ("-id",), "", 1).next
    for cursor in (of_another, "x" * 20, of_another[:-1]):
        told = problem(client.get("/api/tried/rows", {"cursor": cursor}), 422)
        assert told["errors"][0]["place"] == "query.cursor"


def test_the_description_and_its_page_need_no_script_and_nothing_from_elsewhere():
    here = Client()
    described = here.get("/api/v1/openapi.json").json()
    assert described["components"]["schemas"]["Problem"]
    shown = here.get("/api/v1/docs").content.decode()
    assert "/api/v1/operation/poisoned-events" in shown
    assert "//cdn" not in shown
