"""Webhooks by pages and by programs: secrets told once, faults with their places."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from goodfaith.platform.webhooks.models import WebhookDelivery, WebhookEndpoint
from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.models import LedgerEntry
from goodfaith.trust.services.tokens import create_token
from small_insurer import establish, person

pytestmark = pytest.mark.django_db
ADDED = {"name": "core", "url": "https://core.example/hooks", "kinds": ["webhook.tested"]}


@pytest.fixture
def program() -> Client:
    establish()
    now = timezone.now()
    _, text = create_token(
        actor=SYSTEM, staff=person("admin"), name="tests", now=now,
        scopes=["webhooks.read", "webhooks.change"], expires_at=now + timedelta(hours=1),
    )  # fmt: skip
    return Client(headers={"authorization": f"Bearer {text}"})


@pytest.fixture
def client(program: Client) -> Client:
    client = Client()
    client.force_login(person("admin"), "django.contrib.auth.backends.ModelBackend")
    return client


def post(program: Client, path: str, body: Any = None) -> Any:
    return program.post(f"/api/v1/webhooks{path}", json.dumps(body or {}), "application/json")


def add(program: Client, **more: Any) -> Any:
    return post(program, "", ADDED | more)


def test_a_secret_is_told_in_the_answer_and_nowhere_else(program):
    told = add(program).json()
    assert told["secret"].startswith("whsec_")
    id = told["endpoint"]["id"]
    for path in ("", f"/{id}", f"/{id}/deliveries"):
        assert b"whsec_" not in program.get(f"/api/v1/webhooks{path}").content
    again = post(program, f"/{id}/rotate-secret").json()
    assert again["secret"] not in ("", told["secret"])
    assert LedgerEntry.objects.filter(act__startswith="webhook.", actor_kind="token").count() == 2


def test_all_that_is_wrong_is_told_at_once_with_its_place(program):
    answer = add(program, name="  ", url="https://a:b@10.0.0.1/#x", kinds=["nobody.knows"])
    assert answer.status_code == 422
    assert {(e["place"], e["code"]) for e in answer.json()["errors"]} == {
        ("body.name", "nameless"), ("body.url", "has_password"), ("body.url", "has_fragment"),
        ("body.url", "out_of_bounds"), ("body.kinds", "unknown_kind"),
    }  # fmt: skip
    assert WebhookEndpoint.objects.count() == 0


def test_a_test_message_is_seen_with_its_body_and_sent_again(program):
    id = add(program).json()["endpoint"]["id"]
    sent = post(program, f"/{id}/test").json()
    assert (sent["kind"], sent["state"]) == ("webhook.tested", "waiting")
    WebhookDelivery.objects.update(state="failed")
    listed = program.get(f"/api/v1/webhooks/{id}/deliveries?state=failed").json()["items"]
    assert [each["message"] for each in listed] == [sent["message"]]
    assert post(program, f"/deliveries/{sent['id']}/send-again").json()["state"] == "waiting"
    one = program.get(f"/api/v1/webhooks/deliveries/{sent['id']}").json()
    assert json.loads(one["body"])["data"] == {"endpoint": id}
    assert one["tries"] == []


def test_an_endpoint_is_changed_paused_resumed_and_removed(program):
    id = add(program).json()["endpoint"]["id"]
    sent = post(program, f"/{id}/test").json()
    path = f"/api/v1/webhooks/{id}"
    body = json.dumps(ADDED | {"url": "https://new.example/"})
    assert program.put(path, body, "application/json").json()["url"] == "https://new.example/"
    assert post(program, f"/{id}/pause").json()["state"] == "paused"
    assert post(program, f"/{id}/resume").json()["state"] == "active"
    assert program.delete(path).status_code == 204
    assert program.get(path).status_code == 404
    assert program.get(f"/api/v1/webhooks/deliveries/{sent['id']}").status_code == 404
    acts = LedgerEntry.objects.filter(object_kind="platform.webhookendpoint").order_by("pk")
    assert list(acts.values_list("act", flat=True)) == [
        "webhook.added", "webhook.tested", "webhook.changed", "webhook.paused", "webhook.resumed",
        "webhook.removed",
    ]  # fmt: skip


def test_another_address_is_tried_at_once(program):
    id = add(program).json()["endpoint"]["id"]
    post(program, f"/{id}/test")
    later = timezone.now() + timedelta(hours=9)
    WebhookDelivery.objects.update(next_at=later, attempts=7)
    WebhookEndpoint.objects.update(failing_since=timezone.now())
    body = json.dumps(ADDED | {"url": "https://new.example/"})
    program.put(f"/api/v1/webhooks/{id}", body, "application/json")
    delivery = WebhookDelivery.objects.get()
    assert delivery.next_at <= timezone.now()
    assert (delivery.attempts, delivery.endpoint.failing_since) == (0, None)


def test_the_page_shows_a_secret_once_and_keeps_it_from_caches(client):
    client.cookies["django_language"] = "en"
    shown = client.post("/operation/webhooks/new/", ADDED)
    assert b"whsec_" in shown.content
    assert "no-store" in shown.headers["Cache-Control"]
    endpoint = WebhookEndpoint.objects.get()
    page = f"/operation/webhooks/{endpoint.pk}/"
    assert b"whsec_" not in client.get(page).content
    assert b"whsec_" in client.post(f"{page}act", {"act": "rotate"}).content
    assert b"two are valid" in client.get(page).content


def test_the_page_says_what_is_wrong_beside_its_field(client):
    client.cookies["django_language"] = "en"
    shown = client.post("/operation/webhooks/new/", ADDED | {"url": "ftp://x"}).content.decode()
    assert "Enter a whole address" in shown
    assert WebhookEndpoint.objects.count() == 0


def test_nonsense_in_an_address_shows_the_page_from_the_top(client):
    client.post("/operation/webhooks/new/", ADDED)
    page = f"/operation/webhooks/{WebhookEndpoint.objects.get().pk}/"
    assert client.get(f"{page}?after=touched&state=nobody&kind=x").status_code == 200
    assert client.post(f"{page}act", {"act": "nonsense"}).status_code == 302


def test_the_list_asks_the_database_as_often_for_many_as_for_one(program, client):
    counts = []
    for number in range(8):
        add(program, name=f"core {number}")
        with CaptureQueriesContext(connection) as asked:
            shown = client.get("/operation/webhooks/")
        assert shown.content.count(b"core.example") == number + 1
        counts.append(len(asked))
    assert len(set(counts[1:])) == 1  # the first request also notes the session
