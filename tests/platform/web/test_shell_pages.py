from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client, RequestFactory

from goodfaith.platform.web import finding, navigation
from goodfaith.platform.web.errors import failed
from goodfaith.platform.web.finding import Hit
from goodfaith.platform.web.navigation import Entry, FirstPage
from goodfaith.trust.models import Staff
from goodfaith.trust.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    room = SimpleNamespace(
        ENTRIES=(
            Entry("Exports", "scheduled_exports", "ledger.read", group="More", order=20),
            Entry("Guide", "styleguide", "operation.read", order=10, count=lambda viewer: 12_843),
        ),
        FIRST_PAGES=(FirstPage("compliance", "scheduled_exports"),),
    )
    monkeypatch.setattr(navigation, "furniture", lambda name: iter([("test", room)]))


def test_the_navigation_has_what_the_viewer_may_open_in_order(
    two_entries: None, signed_in: Any
) -> None:
    page = signed_in(Role.ADMINISTRATOR).get("/styleguide/").content.decode()
    assert page.index('href="/styleguide/" aria-current="page"') < page.index('href="/exports/"')
    assert "1.28万" in page
    page = signed_in(Role.COMPLIANCE, number="9001").get("/styleguide/").content.decode()
    assert 'href="/styleguide/" aria-current' not in page


@pytest.mark.parametrize(
    ("role", "address"), [(Role.COMPLIANCE, "/exports/"), (Role.ADMINISTRATOR, "/styleguide/")]
)
def test_a_person_begins_with_the_page_of_their_role_or_else_the_first_they_may_open(
    two_entries: None, signed_in: Any, role: Role, address: str
) -> None:
    assert signed_in(role).get("/").headers["Location"] == address


def test_who_has_nothing_to_do_is_told_why(two_entries: None, signed_in: Any) -> None:
    assert "还没有给您分配工作" in signed_in().get("/").content.decode()


def test_nobody_is_sent_to_sign_in_and_back() -> None:
    assert Client().get("/exports/").headers["Location"] == "/account/login/?next=/exports/"


@pytest.fixture
def one_finder(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    asked: list[Any] = []

    def find(viewer: Any, text: str, limit: int) -> list[Hit]:
        asked.append((viewer.number, text, limit))
        return [Hit("People", f"<{text}>", "", "/people/1/")]

    room = SimpleNamespace(find=find)
    monkeypatch.setattr(finding, "furniture", lambda name: iter([("test", room)]))
    return asked


def test_the_search_asks_every_room_for_the_viewer(one_finder: list[Any], signed_in: Any) -> None:
    client = signed_in(Role.ADMINISTRATOR)
    part = client.get("/search/?q= 张三 ", headers={"HX-Request": "true"}).content.decode()
    assert one_finder == [("9000", "张三", 5)]
    assert "<html" not in part
    assert "&lt;张三&gt;" in part
    assert "<html" in client.get("/search/?q=张三").content.decode()


def test_an_empty_search_asks_nobody(one_finder: list[Any], signed_in: Any) -> None:
    assert signed_in().get("/search/?q=%20").status_code == 200
    assert one_finder == []


def test_a_chosen_language_is_kept_with_the_account(signed_in: Any) -> None:
    client = signed_in()
    answer = client.post("/preferences/", {"language": "en", "next": "/exports/"}, follow=True)
    assert '<html lang="en"' in answer.content.decode()
    assert Staff.objects.get().language == "en"


def test_a_language_or_look_that_is_not_there_is_ignored(signed_in: Any) -> None:
    client = signed_in()
    client.post("/preferences/", {"language": "fr", "theme": "pink"})
    assert (Staff.objects.get().language, Staff.objects.get().theme) == ("", "")


def test_preferences_lead_nowhere_else() -> None:
    answer = Client().post("/preferences/", {"theme": "dark", "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"
    assert answer.cookies["theme"].value == "dark"


def test_a_form_without_its_token_is_answered_with_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post("/preferences/", {"theme": "dark"})
    assert answer.status_code == 403
    assert "没有提交成功" in answer.content.decode()


def test_the_page_for_what_failed_needs_nothing_that_may_have_failed(
    django_assert_num_queries: Any,
) -> None:
    with django_assert_num_queries(0):
        answer = failed(RequestFactory().get("/"))
    assert (answer.status_code, b"Goodfaith" in answer.content) == (500, True)
    assert "这里出了点问题" in answer.content.decode()


@pytest.mark.parametrize("address", ["/account/login/", "/styleguide/", "/nothing/"])
def test_no_page_has_anything_inline(address: str) -> None:
    page = Client().get(address).content.decode()
    assert " style=" not in page
    assert "<style" not in page
    assert "<script>" not in page
    assert " on" + "click=" not in page
