"""The pages of conversations, through HTTP."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import made
import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goodfaith.analysis import Reader
from goodfaith.conversations.models import Conversation
from goodfaith.platform.models import KeptFilter
from goodfaith.trust.models import LedgerEntry

pytestmark = pytest.mark.django_db
BASELINE = Path(__file__).parent / "query_baseline.json"


@pytest.fixture
def company() -> made.Company:
    return made.a_company()


@pytest.fixture
def talk(company: made.Company) -> Conversation:
    return made.stored([made.the_talk()], company)[0]


@pytest.fixture
def reviewer(company: made.Company) -> Any:
    return made.client_of(company, "r-reviewer")


def text_of(response: Any) -> str:
    return response.content.decode()


def test_the_page_shows_the_finding_with_its_words_and_what_would_have_been_right(
    reviewer: Any, talk: Conversation
) -> None:
    shown = text_of(reviewer.get(f"/conversations/{talk.pk}/"))
    assert "与存款混同" in shown
    assert "这是保险，不是存款；提前退保会有损失。" in shown
    assert '<mark class="critical' in shown


def test_private_data_is_covered_until_one_thing_is_asked_for_with_a_reason(
    reviewer: Any, talk: Conversation
) -> None:
    address = f"/conversations/{talk.pk}/"
    shown = text_of(reviewer.get(address))
    assert "13812345678" not in shown
    assert "张建国" not in shown
    value = shown.split('data-value="')[-1].split('"')[0]
    asked = {"value": value, "revision": 1, "reason": "review"}
    reviewer.post(f"{address}unmask/", asked)
    shown = text_of(reviewer.get(address))
    assert ("13812345678" in shown) != ("张建国" in shown)
    assert LedgerEntry.objects.filter(act="private.unmasked").count() == 1


def test_somebody_elses_conversation_looks_like_none(company: made.Company, talk: Any) -> None:
    adviser = made.client_of(company, "0412")
    hidden = adviser.get(f"/conversations/{talk.pk}/")
    absent = adviser.get("/conversations/999999/")
    assert hidden.status_code == absent.status_code == 404


def test_two_characters_find_a_conversation_and_show_the_words(
    reviewer: Any, company: made.Company, talk: Conversation
) -> None:
    made.stored([made.a_quiet_talk("c-2", "您好", "再见")], company)
    shown = text_of(reviewer.get("/conversations/", {"q": "银行"}))
    assert "<mark>银行</mark>" in shown
    assert f"/conversations/{talk.pk}/#u3" in shown
    assert "c-2" not in shown


def test_pairs_that_were_said_apart_are_no_hit(reviewer: Any, company: made.Company) -> None:
    made.stored(
        [made.a_quiet_talk("c-2", "甲乙丙", "乙丁"), made.a_quiet_talk("c-3", "甲乙丁")], company
    )
    shown = text_of(reviewer.get("/conversations/", {"q": "甲乙丁"}))
    assert "<mark>甲乙丁</mark>" in shown
    assert shown.count("data-href") == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"severity": "critical"}, ["c-1"]),
        ({"rule": "sale.surrender_loss"}, ["c-1"]),
        ({"channel": "phone"}, ["c-1", "c-2"]),
        ({"adviser": "0412"}, ["c-2"]),
        ({"score_to": "90"}, ["c-1"]),
        ({"since": "2026-11-19"}, ["c-2"]),
        ({"purpose": "callback"}, ["c-2"]),
        ({"state": "waiting"}, []),
    ],
)
def test_filters_leave_what_they_say(
    reviewer: Any, company: made.Company, talk: Any, query: dict[str, str], found: list[str]
) -> None:
    later = made.STARTED + timedelta(days=1)
    other = made.a_quiet_talk(
        "c-2", "分红是不确定的", "好", adviser="0412", purpose="callback", started_at=later
    )
    made.stored([other], company)
    shown = text_of(reviewer.get("/conversations/", query))
    assert [id for id in ("c-1", "c-2") if f">{id}<" in shown] == found


def test_a_filter_that_cannot_be_used_is_named_and_left_out(reviewer: Any, talk: Any) -> None:
    response = reviewer.get("/conversations/", {"severity": "dreadful", "unit": "x", "q": "一"})
    assert response.status_code == 200
    assert ">c-1<" in text_of(response)
    assert "q, unit, severity" in text_of(response)


def test_a_filter_is_kept_renamed_and_taken_away_by_its_owner_only(
    reviewer: Any, company: made.Company, talk: Any
) -> None:
    reviewer.post("/conversations/filters/", {"name": "一类", "query": "severity=critical&bad=1"})
    kept = KeptFilter.objects.get()
    assert kept.query == "severity=critical"
    address = f"/conversations/filters/{kept.pk}/"
    stranger = made.client_of(company, "r-compliance")
    assert stranger.post(address, {"delete": "1"}).status_code == 404
    reviewer.post(address, {"name": "重的"})
    assert KeptFilter.objects.get().name == "重的"
    reviewer.post(address, {"delete": "1"})
    assert not KeptFilter.objects.exists()


def test_correcting_words_makes_a_revision_that_waits_to_be_read(
    reviewer: Any, talk: Conversation
) -> None:
    asked = {"kind": "words", "expected": 1, "turn": 4, "text": "不对。", "reason": "heard_again"}
    assert reviewer.post(f"/conversations/{talk.pk}/correct/", asked).status_code == 302
    talk.refresh_from_db()
    assert talk.revision is not None
    assert talk.revision.number == 2
    assert talk.revision.content["utterances"][4]["text"] == "不对。"
    assert talk.state == Conversation.State.WAITING
    assert "hx-get" in text_of(reviewer.get(f"/conversations/{talk.pk}/"))


def test_covered_words_stay_what_they_are_when_words_beside_them_are_corrected(
    reviewer: Any, talk: Conversation
) -> None:
    panel = text_of(reviewer.get(f"/conversations/{talk.pk}/turns/5/"))
    shown = panel.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0]
    assert "＊" in shown
    asked = {"kind": "words", "expected": 1, "turn": 5, "reason": "heard_again"}
    corrected = asked | {"text": shown.replace("儿子", "女儿")}
    reviewer.post(f"/conversations/{talk.pk}/correct/", corrected)
    talk.refresh_from_db()
    assert talk.revision is not None
    text = talk.revision.content["utterances"][5]["text"]
    assert "女儿" in text
    assert "张建国，电话是13812345678" in text


def test_whoever_is_second_is_told_who_was_first(
    reviewer: Any, company: made.Company, talk: Conversation
) -> None:
    asked = {"kind": "speakers", "expected": 1, "turn": 0, "reason": "speakers"}
    made.client_of(company, "r-compliance").post(f"/conversations/{talk.pk}/correct/", asked)
    second = reviewer.post(f"/conversations/{talk.pk}/correct/", asked)
    assert second.status_code == 409
    assert "compliance" in text_of(second)


def test_the_difference_tells_words_and_verdicts(
    reviewer: Any, company: made.Company, talk: Conversation
) -> None:
    before = made.the_talk()
    said = [*before.utterances]
    said[4] = msgspec.structs.replace(said[4], text="不是的，是保险。")
    after = msgspec.structs.replace(before, utterances=tuple(said))
    (read,) = Reader(made.small_rulebook()).read([after])
    made.a_revision(talk, after, read, made.an_edition(), made_by=company.people["r-reviewer"])
    shown = text_of(reviewer.get(f"/conversations/{talk.pk}/difference/"))
    assert "<ins>" in shown
    assert "与存款混同" in shown


def test_the_state_of_one_that_was_read_loads_the_page_anew(reviewer: Any, talk: Any) -> None:
    response = reviewer.get(f"/conversations/{talk.pk}/state/")
    assert response["HX-Redirect"] == f"/conversations/{talk.pk}/"


@pytest.mark.parametrize("path", ["deliveries/", "rereadings/?from_on=2026-11-01&to_on=2026-11-30"])
def test_operations_finds_the_pages_for_files_and_rereadings(
    company: made.Company, talk: Any, path: str
) -> None:
    operations = made.client_of(company, "r-operations")
    assert operations.get(f"/conversations/{path}").status_code == 200
    assert made.client_of(company, "0231").get(f"/conversations/{path}").status_code == 404


def test_a_file_of_the_list_has_no_private_data(company: made.Company) -> None:
    said = made.the_talk(customer="13812345678")
    made.stored([said], company)
    manager = made.client_of(company, "m-team")
    response = manager.get(reverse("export_table", args=["conversations", "csv"]))
    body = b"".join(response.streaming_content).decode()
    assert "c-1" in body
    assert "13812345678" not in body


PAGES = {
    "list": "/conversations/",
    "search": "/conversations/?q=银行",
    "conversation": "/conversations/{id}/",
    "difference": "/conversations/{id}/difference/",
    "deliveries": "/conversations/deliveries/",
    "rereadings": "/conversations/rereadings/",
}


@pytest.mark.parametrize("name", PAGES)
def test_pages_ask_the_database_no_more_than_they_did(company: made.Company, name: str) -> None:
    """A page that asks for more with more rows, or more than before, needs a reason in a commit."""
    found = made.stored([made.the_talk(f"c-{n}") for n in range(12)], company)
    role = "r-operations" if name in ("deliveries", "rereadings") else "r-compliance"
    client = made.client_of(company, role)
    address = PAGES[name].format(id=found[0].pk)
    client.get(address)  # what is found once is kept: rulebooks, private spans
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    baseline = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    assert len(asked) <= baseline.get(name, 0), f"{name}: {len(asked)} queries"
