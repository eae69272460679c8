"""Words are found where they were said: in the page, its counts and a file of it alike."""

from __future__ import annotations

import csv
import random
from typing import Any

import msgspec
import pytest
from arrivals import arrive, call, edition, person, unit
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from goodfaith.conversations import heard, word_search
from goodfaith.conversations.models import Conversation, SearchText
from goodfaith.conversations.pairs import pairs_and_folded
from goodfaith.conversations.searching import hits, words_of
from goodfaith.conversations.views import conversations as views
from goodfaith.conversations.word_search import look_for
from goodfaith.platform.events import run_events
from goodfaith.trust.roles import Role

pytestmark = pytest.mark.django_db
LISTED = pytest.mark.parametrize("most_listed", [0, 2, 2_000])
COUNTED = pytest.mark.parametrize(
    ("most_listed", "everywhere"), [(0, 1.0), (0, -1.0), (2, 1.0), (2_000, 1.0)]
)


@pytest.fixture
def client() -> Client:
    client = Client()
    staff = person("7", Role.COMPLIANCE, unit("HQ"))
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def said(*texts: str) -> None:
    """A call for each of `texts`; a line break is the next turn."""
    edition()
    arrive(*(call(f"c{n}", *(("A", t) for t in text.split("\n"))) for n, text in enumerate(texts)))
    run_events()


def listed(client: Client, words: str) -> tuple[list[str], int, int]:
    """Ids on the page, how many it says there are, and how many a file of it has."""
    context = client.get("/conversations/", {"q": words, "state": "read"}).context
    ids = sorted(one.object.external_id for one in context["table"].rows)
    answer = client.get("/tables/conversations/export/csv/", {"q": words, "state": "read"})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    lines = list(csv.reader(content.decode("utf-8-sig").splitlines()))
    return ids, context["total"].value, len(lines) - 1


@COUNTED
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("甲乙丁", ["c1", "c3"]),  # c0 has its pairs, c2 has it over two turns
        ("乙丁", ["c0", "c1", "c3"]),
        ("甲乙丁 乙丙", []),
        ("乙丙 乙丁", ["c0"]),
        ("ABC", ["c4"]),
        ("𠮷田", ["c5"]),  # its first character has a stand-in, which others share
        ("保單", ["c6"]),
        ("没有的话", []),
    ],
)
def test_the_page_its_count_and_a_file_agree(
    words: str,
    found: list[str],
    most_listed: int,
    everywhere: float,
    client: Client,
    monkeypatch: Any,
) -> None:
    monkeypatch.setattr(word_search, "MOST_LISTED", most_listed)
    monkeypatch.setattr(word_search, "SAID_EVERYWHERE", everywhere)
    other = chr(ord("𠮷") + 0x1000)
    said("甲乙丙\n乙丁", "甲乙丁", "甲乙\n丁", "是甲乙丁的", "ａｂｃ", f"𠮷田\n{other}本", "保单")
    assert listed(client, words) == (found, len(found), len(found))


def test_a_stand_in_is_not_taken_for_the_character_itself(client: Client) -> None:
    said(f"{chr(ord('𠮷') + 0x1000)}田", "𠮷田")
    assert listed(client, "𠮷田") == (["c1"], 1, 1)


@LISTED
def test_sorted_by_anything_it_finds_the_same(
    most_listed: int, client: Client, monkeypatch: Any
) -> None:
    monkeypatch.setattr(word_search, "MOST_LISTED", most_listed)
    said("您好，保本的", "保本的", "您好", "不保本的")
    for sort in ("", "score", "-score", "started_at", "-findings"):
        rows = client.get("/conversations/", {"q": "保本的", "sort": sort}).context["table"].rows
        assert {one.object.external_id for one in rows} == {"c0", "c1", "c3"}, sort


def test_who_may_see_less_counts_less(monkeypatch: Any) -> None:
    monkeypatch.setattr(word_search, "MOST_LISTED", 0)
    team = unit("team")
    edition()
    adviser = person("1", Role.ADVISER, team)
    arrive(call("c1", ("A", "保本的"), adviser="1"), call("c2", ("A", "保本的")))
    run_events()
    client = Client()
    client.force_login(adviser, backend="django.contrib.auth.backends.ModelBackend")
    context = client.get("/conversations/", {"q": "保本的"}).context
    assert [one.object.external_id for one in context["table"].rows] == ["c1"]
    assert (context["total"].value, context["look"].value) == (1, 1)


def test_of_what_was_said_often_the_latest_are_counted(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(heard, "MOST_HEARD", 2)
    monkeypatch.setattr(views, "MOST_HEARD", 2)
    said("您好，保本的", "保本的", "您好", "不保本的")
    context = client.get("/conversations/", {"q": "保本的"}).context
    assert (context["total"].shown, context["table"].is_more) == ("2+", True)
    assert len(context["table"].rows) == 3
    assert context["look"].is_more
    for shown in ("score", "-score", "started_at"):
        rows = client.get("/conversations/", {"q": "保本的", "sort": shown}).context["table"].rows
        assert len(rows) == 3, shown


@pytest.mark.parametrize("most", [1, 200])
def test_pages_of_a_search_have_each_of_them_once(
    most: int, client: Client, monkeypatch: Any
) -> None:
    monkeypatch.setattr(heard, "MOST_HEARD", most)
    monkeypatch.setattr(views, "MOST_HEARD", most)
    monkeypatch.setattr(
        views, "CONVERSATIONS", msgspec.structs.replace(views.CONVERSATIONS, page_size=2)
    )
    said(*["保本的"] * 5, "您好")
    seen, address = [], "/conversations/?q=保本的"
    while address:
        table = client.get(address).context["table"]
        seen += [row.object.external_id for row in table.rows]
        address = table.later
    assert sorted(seen) == ["c0", "c1", "c2", "c3", "c4"]
    back = client.get(table.earlier).context["table"]
    assert [row.object.external_id for row in back.rows] == seen[2:4]


def test_none_of_the_latest_to_look_at_does_not_mean_that_there_is_none(
    client: Client, monkeypatch: Any
) -> None:
    monkeypatch.setattr(heard, "MOST_HEARD", 1)
    monkeypatch.setattr(views, "MOST_HEARD", 1)
    said("您好", "您好", "您好")
    Conversation.objects.update(worst=None, review="clear")
    assert client.get("/conversations/?q=您好").context["look"].shown == "0"
    Conversation.objects.filter(external_id="c0").update(worst=0, started_at="2020-01-01T00:00Z")
    assert client.get("/conversations/?q=您好").context["look"].shown == "1"


_TEXT = st.text("甲乙丙𠮷aＡ ", min_size=1, max_size=6)


@given(st.lists(st.lists(_TEXT, min_size=1, max_size=3), min_size=1, max_size=5), _TEXT)
@examples(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_it_finds_what_a_search_by_hand_finds(talks: list[list[str]], query: str) -> None:
    words = words_of(query)
    if not words:
        return
    SearchText.objects.all().delete()
    Conversation.objects.all().delete()
    ids = _kept(talks)
    wanted = {pk for pk, texts in zip(ids, talks, strict=True) if hits(words, texts)}
    for most in (0, 1, 99):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(word_search, "MOST_LISTED", most)
            found = look_for(query)
        for everywhere in (found.everywhere, not found.everywhere):
            one = msgspec.structs.replace(found, everywhere=everywhere)
            rows = Conversation.objects.filter(one.all)
            assert set(rows.values_list("pk", flat=True)) == wanted, one
            ordered = Conversation.objects.order_by("-started_at", "-pk")
            assert one.first(ordered, 99) == sorted(wanted, reverse=True), one
            assert one.first(ordered, 1) == sorted(wanted, reverse=True)[:1], one


def _kept(talks: list[list[str]]) -> list[int]:
    ids = []
    for texts in talks:
        made = Conversation.objects.create(
            external_id=f"{random.random()}", channel="phone", started_at="2026-01-01T00:00Z",
            day="2026-01-01", received_at="2026-01-01T00:00Z",
        )  # fmt: skip
        pairs, folded = pairs_and_folded(texts)
        SearchText.objects.create(conversation=made, pairs=pairs, folded=folded)
        ids.append(made.pk)
    return ids


def test_the_text_of_what_was_read_before_is_filled_in() -> None:
    from importlib import import_module

    from django.apps import apps
    from django.db import connection

    said("您好，保本的\n好", "保单")
    before = dict(SearchText.objects.values_list("pk", "folded"))
    SearchText.objects.update(folded="")
    migration = import_module("goodfaith.conversations.migrations.0005_text_that_is_searched")
    with connection.schema_editor() as editor:
        migration.fill(apps, editor)
    assert dict(SearchText.objects.values_list("pk", "folded")) == before
    assert "您好,保本的\n好\n" in before.values()
