"""Rulebook versions over the API: the same acts, the same refusals."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from conversations.arrivals import arrive, call
from goodfaith.conversations.reading.packing import unpacked
from goodfaith.platform.events import run_events
from quality.versions_made import PROMISE_PATH, first_version
from small_insurer import establish, person
from spoilt_archives import METHODS, spoilt

pytestmark = pytest.mark.django_db


class Caller:
    def __init__(self, number: str) -> None:
        self.client = Client()
        backend = "django.contrib.auth.backends.ModelBackend"
        self.client.force_login(person(number), backend=backend)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        ask = getattr(self.client, method)
        path = f"/api/v1/{path}"
        return ask(path) if body is None else ask(path, body, content_type="application/json")


@pytest.fixture
def writer(db: Any) -> Caller:
    establish()
    first_version()
    return Caller("operations")


def test_a_rule_is_changed_tested_tried_and_published_by_another(writer: Caller) -> None:
    arrive(call("c1"))
    run_events()
    made = writer.ask("post", "rulebooks", {"note": "n"})
    assert (made.status_code, made.json()["number"]) == (201, 2)
    file = writer.ask("get", f"rulebooks/2/files/{PROMISE_PATH}").json()
    text = file["text"].replace("severity: critical", "severity: minor")
    saved = {"text": text, "number": file["number"]}
    assert writer.ask("put", f"rulebooks/2/files/{PROMISE_PATH}", saved).json()["number"] == 1
    assert writer.ask("put", f"rulebooks/2/files/{PROMISE_PATH}",
                      saved | {"text": "x"}).status_code == 409  # fmt: skip
    assert writer.ask("post", "rulebooks/2/test").status_code == 202
    run_events()
    assert writer.ask("get", "rulebooks/2").json()["state"] == "tested"
    period = {"from_on": "2026-03-01", "to_on": "2026-03-31"}
    asked = writer.ask("post", "rulebooks/2/backtests", period)
    assert asked.status_code == 202
    run_events()
    found = writer.ask("get", f"backtests/{asked.json()['id']}").json()
    assert (found["counts"], found["state"]) == ({"sale.promise": {"moved": 1}}, "done")
    day = {"in_force_from": timezone.localdate().isoformat()}
    assert writer.ask("post", "rulebooks/2/publish", day).status_code == 404
    published = Caller("compliance").ask("post", "rulebooks/2/publish", day)
    assert (published.status_code, published.json()["state"]) == (200, "published")


def test_an_author_of_compliance_is_refused_with_a_code(writer: Caller) -> None:
    author = Caller("compliance")
    author.ask("post", "rulebooks", {})
    author.ask("put", f"rulebooks/2/files/{PROMISE_PATH}",
               {"text": None, "number": 0})  # fmt: skip
    author.ask("post", "rulebooks/2/test")
    run_events()
    day = {"in_force_from": timezone.localdate().isoformat()}
    answer = author.ask("post", "rulebooks/2/publish", day)
    assert (answer.status_code, answer.json()["code"]) == (409, "own")


def test_a_text_is_checked_and_nothing_is_kept(writer: Caller) -> None:
    writer.ask("post", "rulebooks", {})
    answer = writer.ask("post", f"rulebooks/2/check/{PROMISE_PATH}", {"text": "id: [x"})
    assert answer.json()["problems"][0]["line"] == 1
    assert writer.ask("get", "rulebooks/2").json()["changed"] == []


def test_files_go_out_and_come_back_as_a_zip(writer: Caller) -> None:
    content = writer.ask("get", "rulebooks/1/archive").content
    assert PROMISE_PATH in unpacked(content)
    path = "/api/v1/rulebooks/1/archive"
    made = writer.client.post(path, content, content_type="application/zip")
    assert (made.status_code, made.json()["changes"]) == (201, 0)
    refused = writer.client.post(path, b"no zip", content_type="application/zip")
    assert refused.status_code == 422


@pytest.mark.parametrize("method", METHODS)
def test_a_spoilt_zip_is_refused_in_words(writer: Caller, method: str) -> None:
    content = spoilt(PROMISE_PATH, method)
    path = "/api/v1/rulebooks/1/archive"
    refused = writer.client.post(path, content, content_type="application/zip")
    assert (refused.status_code, len(refused.json()["errors"])) == (422, 1)
