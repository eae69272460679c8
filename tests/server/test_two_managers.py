"""Two managers of different branches: lists, counts, files, search, routes show each their own."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from samples import NORTHERN, SOUTHERN, calls

from conversations.arrivals import edition, row
from small_insurer import establish, person

pytestmark = pytest.mark.django_db
OWN = {"manager-n": ("adviser-n1", NORTHERN), "manager-s": ("adviser-s1", SOUTHERN)}
EACH = pytest.mark.parametrize(("here", "there"), [tuple(OWN), tuple(reversed(OWN))])


@pytest.fixture(autouse=True)
def two_calls(db: Any) -> None:
    establish()
    edition()
    calls()


def asked(number: str, address: str) -> str:
    """What that manager reads at an address, whole."""
    client = Client()
    client.force_login(person(number), backend="django.contrib.auth.backends.ModelBackend")
    answer: Any = client.get(address)
    assert answer.status_code == 200, address
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = content.decode("utf-8-sig")
    if "json" in answer.headers["Content-Type"]:
        text = json.dumps(json.loads(text), ensure_ascii=False)
    return str(text)


@EACH
@pytest.mark.parametrize(
    "address",
    [
        "/conversations/",
        "/conversations/?q=保本",
        "/conversations/?review=look",
        "/tables/conversations/export/csv/",
        "/tables/conversations/export/csv/?q=保本",
        "/api/v1/conversations",
    ],
)
def test_conversations_are_those_of_the_own_branch(here: str, there: str, address: str) -> None:
    found = asked(here, address)
    assert OWN[here][1] in found or f"/conversations/{row(OWN[here][1]).pk}/" in found
    assert OWN[there][1] not in found
    assert f"/conversations/{row(OWN[there][1]).pk}/" not in found
    assert OWN[there][0] not in found


@EACH
def test_the_count_is_of_the_own_branch(here: str, there: str) -> None:
    client = Client()
    client.force_login(person(here), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/conversations/").context["total"].shown == "1"


@EACH
@pytest.mark.parametrize("kind", ["", "state/", "difference/", "recording/state/"])
def test_a_conversation_of_the_other_branch_is_not_there(here: str, there: str, kind: str) -> None:
    client = Client()
    client.force_login(person(here), backend="django.contrib.auth.backends.ModelBackend")
    other = row(OWN[there][1]).pk
    assert client.get(f"/conversations/{other}/{kind}").status_code == 404


@EACH
def test_search_finds_conversations_and_people_of_the_own_branch(here: str, there: str) -> None:
    for wanted in OWN[here]:
        assert hits(asked(here, f"/search/?q={wanted}"))
    for unwanted in (*OWN[there], "KS1" if here == "manager-n" else "KN1"):
        assert not hits(asked(here, f"/search/?q={unwanted}"))


def hits(page: str) -> list[str]:
    main = page[page.index("<main") :] if "<main" in page else page
    return re.findall(r'href="(/(?:conversations|people)/\d+/)"', main)


@EACH
@pytest.mark.parametrize(
    "address", ["/people/", "/tables/people/export/csv/", "/api/v1/people", "/organisation/"]
)
def test_people_are_those_of_the_own_branch(here: str, there: str, address: str) -> None:
    found = asked(here, address)
    assert f"王{OWN[there][0]}" not in found
    if address != "/organisation/":
        assert f"王{OWN[here][0]}" in found


@EACH
@pytest.mark.parametrize("address", ["/organisation/", "/api/v1/units", "/people/"])
def test_units_are_those_of_the_own_branch(here: str, there: str, address: str) -> None:
    found = asked(here, address)
    mine, other = ("N", "S") if here == "manager-n" else ("S", "N")
    assert f"{mine}1单位" in found
    assert f"{other}1单位" not in found
