"""The pages of the organisation in a browser: sound in every width, language and look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from browser.looking import WAYS, look

pytestmark = pytest.mark.browser
PAGES = [
    "/organisation/", "/organisation/levels/", "/people/?q=nobody", "/tokens/", "/ledger/",
    "/account/me/", "/operation/events/", "/account/password/change/",
]  # fmt: skip
SIGNED_OUT = ["/account/inactive/", "/account/2fa/authenticate/"]


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_each_page_is_sound(visiting: Callable[..., Any], way: Any) -> None:
    with visiting("administrator", **way) as page:
        for address in PAGES:
            page.goto(address)
            look(page)
        page.goto("/people/?q=2000")
        page.locator("a.row-link").first.click()
        page.wait_for_url("**/people/*/")
        look(page)
        page.get_by_role("button", name="调动" if way["language"] != "en" else "Move").click()
        look(page)


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_each_page_for_who_is_signed_out_is_sound(visiting: Callable[..., Any], way: Any) -> None:
    with visiting(**way) as page:
        for address in SIGNED_OUT:
            page.goto(address)
            look(page)


def test_somebody_is_moved_and_the_page_says_so(visiting: Callable[..., Any]) -> None:
    with visiting("administrator", language="en") as page:
        page.goto("/people/?q=2004")
        page.locator("a.row-link").first.click()
        page.get_by_role("button", name="Move").click()
        unit = page.get_by_role("combobox", name="Unit")
        unit.fill("外包")
        unit.press("Enter")
        assert unit.input_value() == "徐汇外包职场"
        page.locator("dialog[open]").get_by_role("button", name="Move").click()
        page.get_by_text("Moved.").wait_for()
        assert "徐汇外包职场" in page.locator(".timeline [aria-current]").inner_text()
        page.get_by_role("button", name="Undo").click()
        page.get_by_text("Taken back.").wait_for()
        assert "徐汇外包职场" not in page.locator(".timeline").first.inner_text()


def test_a_unit_is_searched_by_keyboard_and_by_touch(visiting: Callable[..., Any]) -> None:
    with visiting("administrator", width=390) as page:
        page.goto("/people/")
        unit = page.get_by_role("combobox", name="机构")
        assert not unit.is_visible()
        page.get_by_text("排序与筛选").tap()
        unit.tap()
        page.get_by_role("option", name="四川分公司").tap()
        page.wait_for_url("**unit=*")
        page.get_by_text("排序与筛选 · 1").tap()
        assert unit.input_value() == "四川分公司"
        unit.press("ArrowDown")
        look(page)
        page.get_by_role("combobox", name="机构").fill("没有这样的机构")
        page.get_by_text("没有符合的").wait_for()
        page.keyboard.press("Escape")
        assert unit.input_value() == "四川分公司"


def test_a_day_is_typed_or_chosen_from_a_calendar(visiting: Callable[..., Any]) -> None:
    with visiting("administrator", language="en") as page:
        page.goto("/organisation/?on=2026-10-24")
        day = page.get_by_role("textbox", name="As of")
        assert day.input_value() == "2026-10-24"
        page.get_by_role("button", name="Open the calendar").click()
        page.get_by_text("October 2026").wait_for()
        look(page)
        page.get_by_role("button", name="Saturday, October 24, 2026").focus()
        for key in ("ArrowLeft", "PageUp", "ArrowDown", "Enter"):
            page.keyboard.press(key)
        assert day.input_value() == "2026-09-30"
        assert page.evaluate("document.activeElement.name") == "on"
        day.fill("2026年3月1日")
        day.press("Tab")
        assert day.input_value() == "2026-03-01"
        page.get_by_role("button", name="Show").click()
        page.wait_for_url("**on=2026-03-01*")


def test_what_is_no_day_is_not_sent(visiting: Callable[..., Any]) -> None:
    with visiting("administrator", language="en") as page:
        page.goto("/organisation/")
        page.get_by_role("textbox", name="As of").fill("yesterday")
        page.get_by_role("button", name="Show").click()
        assert page.locator("[name=on]:invalid").count() == 1
        assert "on=" not in page.url


def test_a_refusal_opens_the_dialog_again_with_its_reason(visiting: Callable[..., Any]) -> None:
    with visiting("administrator", language="en") as page:
        page.goto("/organisation/")
        page.get_by_role("link", name="上海分公司").first.click()
        page.get_by_role("button", name="Close", exact=True).first.click()
        page.locator("dialog[open]").get_by_role("button", name="Close the unit").click()
        page.get_by_text("Other units hang below it: move or close them first.").wait_for()
