"""How an installation is watched: alive, ready, counted, logged; and not by just anybody."""

from __future__ import annotations

import json
import logging
import sys

import pytest
from django.db import connection
from django.test import Client

from goodfaith.platform.settings import CONFIGURATION
from goodfaith.platform.watching import health
from goodfaith.platform.watching.logs import JsonLines
from goodfaith.platform.watching.requests import route_of

pytestmark = pytest.mark.django_db
SENTINEL = "张三说的话"


@pytest.fixture
def client():
    return Client()


def hear_worker(seconds_ago: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat)"
            " values (now() - %s * interval '1 second')",
            [seconds_ago],
        )


def test_it_is_alive_without_asking_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok\n"


def test_it_is_not_ready_while_nobody_does_the_work(client):
    assert client.get("/readyz").status_code == 503
    hear_worker(seconds_ago=600)
    told = client.get("/readyz")
    assert told.status_code == 503
    assert told.json() == {"database": True, "migrations": True, "worker": False}
    hear_worker(seconds_ago=1)
    assert client.get("/readyz").status_code == 200


def test_it_is_not_ready_before_its_tables_are_made(client, monkeypatch):
    hear_worker(seconds_ago=1)
    monkeypatch.setattr(health, "unapplied", lambda: ["trust.0099_new"])
    health._all_applied.cache_clear()
    assert client.get("/readyz").json()["migrations"] is False
    monkeypatch.undo()
    assert client.get("/readyz").status_code == 200


def test_metrics_are_for_this_machine(client):
    assert b"goodfaith_database_bytes" in client.get("/metrics").content
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.9").status_code == 404
    handed_on = client.get("/metrics", headers={"x-forwarded-for": "10.0.0.9"})
    assert handed_on.status_code == 404


def test_metrics_are_for_who_has_the_token(client, settings):
    token = "metrics-token-of-tests"
    from msgspec.structs import replace

    settings.CONFIGURATION = replace(CONFIGURATION, metrics_token=token)
    asked = {"REMOTE_ADDR": "10.0.0.9"}
    right = client.get("/metrics", headers={"authorization": f"Bearer {token}"}, **asked)
    wrong = client.get("/metrics", headers={"authorization": "Bearer other"}, **asked)
    assert (right.status_code, wrong.status_code) == (200, 404)


def test_a_request_keeps_the_id_it_came_with_or_gets_one(client):
    kept = client.get("/healthz", headers={"x-request-id": "from-the-gateway-17"})
    assert kept.headers["X-Request-ID"] == "from-the-gateway-17"
    for asked in (SENTINEL, "a b c d e f g h", "x" * 65):
        given = client.get("/healthz", headers={"x-request-id": asked}).headers["X-Request-ID"]
        assert len(given) == 32


def test_a_line_about_a_request_has_its_pattern_and_no_words_of_it(client, caplog):
    with caplog.at_level(logging.INFO, "goodfaith.requests"):
        client.get(f"/healthz?q={SENTINEL}")
        client.get(f"/{SENTINEL}")
    lines = [JsonLines().format(record) for record in caplog.records]
    assert [json.loads(line)["route"] for line in lines if "ms" in line] == ["healthz", "unknown"]
    assert SENTINEL not in "".join(lines)


def failing():
    words = SENTINEL
    raise ValueError(words)


def test_of_an_error_the_kind_and_the_places_are_logged_and_never_the_words():
    try:
        failing()
    except ValueError:
        info = sys.exc_info()
    own = logging.LogRecord("goodfaith.x", 40, "f", 1, "it failed", None, info)
    foreign = logging.LogRecord("library", 40, "f", 1, SENTINEL, None, info)
    formatted = logging.LogRecord("library", 40, "f", 1, "%s", (SENTINEL,), None)
    lines = [JsonLines().format(record) for record in (own, foreign, formatted)]
    assert SENTINEL not in "".join(lines)
    assert json.loads(lines[0])["error"] == "ValueError"
    assert json.loads(lines[0])["trace"][-1].endswith(":failing")


def test_what_is_served_as_it_is_counts_as_one_route(rf):
    request = rf.get("/static/platform/css/base.css")
    request.resolver_match = None
    assert route_of(request) == "static"
