"""Files handed in and periods read again are known to those whose part of the insurer they are."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from arrivals import GREETING, arrive, call, edition, lines, row
from django.test import Client
from django.utils import timezone

from goodfaith.conversations.deliveries import add_bytes, begin_delivery, complete_delivery
from goodfaith.conversations.models import Delivery, Rereading
from goodfaith.conversations.reading import start_rereading
from goodfaith.platform.events import run_events
from goodfaith.trust.ledger import SYSTEM, Actor
from small_insurer import PEOPLE, TODAY, establish, person, viewer

pytestmark = pytest.mark.django_db
STARTED = timezone.make_aware(datetime.combine(TODAY, time(10)))
EVERYBODY = sorted(PEOPLE)
WHOLE = {"admin", "compliance", "operations"}


@pytest.fixture(autouse=True)
def insurer() -> None:
    establish()
    edition()


def said(id: str, adviser: str) -> Any:
    return call(id, adviser=adviser, started_at=STARTED)


def delivered(*conversations: Any, actor: Actor = SYSTEM) -> Delivery:
    content, now = lines(conversations), timezone.now()
    made = begin_delivery(name="calls.jsonl", size=len(content), actor=actor, now=now)
    add_bytes(made, offset=0, piece=content)
    complete_delivery(made, actor=actor, now=now)
    run_events()
    made.refresh_from_db()
    return made


def who_sees(made: Delivery | Rereading) -> set[str]:
    kept = type(made).objects
    return {n for n in EVERYBODY if kept.visible_to(viewer(n)).filter(pk=made.pk).exists()}


def client_of(number: str) -> Client:
    client = Client()
    client.force_login(person(number), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_file_of_one_branch_is_known_there_and_at_the_top() -> None:
    made = delivered(said("n1", "adviser-n1"), said("n2", "adviser-n1"))
    assert who_sees(made) == WHOLE | {"operations-n", "admin-n"}


def test_one_conversation_of_another_branch_hides_the_whole_file() -> None:
    assert who_sees(delivered(said("n", "adviser-n1"), said("s", "adviser-s1"))) == WHOLE


def test_a_file_of_which_nothing_is_placed_is_known_at_the_top_alone() -> None:
    assert who_sees(delivered(said("x", "nobody"))) == WHOLE
    assert who_sees(delivered()) == WHOLE


def test_who_handed_a_file_in_sees_it_whatever_is_in_it_and_before_it_is_whole() -> None:
    giver = viewer("operations-s")
    assert who_sees(delivered(said("n", "adviser-n1"), actor=giver)) >= {"operations-s"}
    arriving = begin_delivery(name="a", size=9, actor=giver, now=timezone.now())
    assert who_sees(arriving) == WHOLE | {"operations-s"}


def test_a_file_that_repeats_what_was_there_is_not_known_to_be_of_one_branch() -> None:
    arrive(said("s", "adviser-s1"))
    made = delivered(said("s", "adviser-s1"), said("n", "adviser-n1"))
    assert (made.same, made.added) == (1, 1)
    assert who_sees(made) == WHOLE


def test_a_file_follows_its_conversations_to_another_branch() -> None:
    made = delivered(said("n", "adviser-n1"))
    moved = row("n")
    arrive(said("s", "adviser-s1"))
    moved.unit_path = row("s").unit_path
    moved.save()
    assert who_sees(made) == WHOLE | {"operations-s"}


def test_lists_of_files_leave_out_those_of_another_branch() -> None:
    ours = delivered(said("n", "adviser-n1"))
    delivered(said("s", "adviser-s1"))
    found = client_of("operations-n").get("/api/v1/deliveries").json()["items"]
    assert [one["id"] for one in found] == [ours.pk]
    page = client_of("operations-n").get("/conversations/deliveries/")
    assert [one.pk for one in page.context["deliveries"]] == [ours.pk]


def test_the_same_file_of_another_branch_is_not_named() -> None:
    first = delivered(said("n", "adviser-n1"))
    again = delivered(said("n", "adviser-n1"), actor=viewer("operations-s"))
    assert again.same_as == first
    told = client_of("operations-s").get(f"/api/v1/deliveries/{again.pk}").json()
    assert (told["is_same"], told["same_as"]) == (True, None)
    page = client_of("operations-s").get(f"/conversations/deliveries/{again.pk}/")
    assert f"/conversations/deliveries/{first.pk}/" not in page.content.decode()
    assert client_of("operations").get(f"/api/v1/deliveries/{again.pk}").json()["same_as"]


def test_a_list_is_not_narrowed_to_a_file_that_may_not_be_known() -> None:
    made = delivered(said("n", "adviser-n1"), said("s", "adviser-s1"))
    for number, count in (("operations-n", 0), ("manager-n", 0), ("operations", 2)):
        page = client_of(number).get(f"/conversations/?delivery={made.pk}")
        assert page.context["total"].value == count, number


def both_read_by_another_edition(number: str) -> Rereading:
    arrive(said("n", "adviser-n1"), said("s", "adviser-s1"), said("x", "nobody"))
    run_events()
    made = start_rereading(
        edition=edition(GREETING, since=TODAY), from_on=TODAY, to_on=TODAY, actor=viewer(number)
    )
    run_events()
    made.refresh_from_db()
    return made


@pytest.mark.parametrize(
    ("number", "read", "seen_by"),
    [
        ("operations-n", {"n"}, {"operations-n", "operations", "compliance"}),
        ("operations", {"n", "s"}, {"operations", "compliance"}),
        ("compliance", {"n", "s", "x"}, {"compliance"}),
    ],
)
def test_a_period_is_read_again_in_the_units_of_who_asked(
    number: str, read: set[str], seen_by: set[str]
) -> None:
    made = both_read_by_another_edition(number)
    assert {c.conversation.external_id for c in made.changes.all()} == read
    assert (made.total, made.done, made.lost) == (len(read), len(read), {"sale.promise": len(read)})
    assert who_sees(made) == seen_by


def test_a_period_that_is_asked_for_is_counted_in_ones_own_units() -> None:
    arrive(said("n", "adviser-n1"), said("s", "adviser-s1"), said("x", "nobody"))
    tomorrow = TODAY + timedelta(days=1)
    path = f"/conversations/rereadings/?from_on={TODAY}&to_on={tomorrow}"
    for number, count in (("operations-n", 1), ("operations", 2), ("compliance", 3)):
        assert client_of(number).get(path).context["counted"] == count


def test_lists_of_rereadings_leave_out_those_of_another_branch() -> None:
    made = both_read_by_another_edition("operations-n")
    for number, found in (("operations-n", [made.pk]), ("operations-s", [])):
        told = client_of(number).get("/api/v1/rereadings").json()["rereadings"]
        assert [one["id"] for one in told] == found
        page = client_of(number).get("/conversations/rereadings/")
        assert [one.pk for one in page.context["rereadings"]] == found
