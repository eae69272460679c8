"""Deciding in a browser: by keyboard alone, through a lost connection, in every width and look."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from browser.looking import WAYS, look

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("SHOTS_FOLDER", "")
BOUNCE_MS = 320
"""A second press within 300 ms is the first."""


def shot(page: Any, name: str, way: Any) -> None:
    """A picture for whoever asks for one."""
    if SHOTS:
        path = Path(SHOTS, f"{name}-{way['width']}-{way['language']}.png")
        page.screenshot(path=path, full_page=True)


def opened(page: Any, sale: str) -> None:
    page.goto(f"/cases/?q={sale}")
    page.locator("tbody a").first.click()
    page.wait_for_url("**/cases/*/")


def press(page: Any, key: str) -> None:
    page.wait_for_timeout(BOUNCE_MS)
    page.keyboard.press(key)


def left(page: Any) -> int:
    return int(page.locator("[data-box]").get_attribute("data-left"))


def test_a_case_is_decided_and_concluded_by_keyboard_alone(visiting: Callable[..., Any]) -> None:
    with visiting("reviewer", language="en") as page:
        opened(page, "R-keys")
        found = page.locator("[data-group][data-open]")
        expect(found).to_have_count(2)
        press(page, "1")  # not before all is decided
        expect(page.locator("#act-qualified")).to_be_hidden()
        press(page, "y")
        expect(page.locator("[data-box]")).to_have_attribute("data-left", "1")
        expect(page.locator("[data-said]")).to_contain_text("1 left")
        press(page, "n")
        expect(page.locator("#why-none")).to_be_visible()
        page.keyboard.press("8")  # other: wants words
        page.keyboard.type("greeted in person")
        page.keyboard.press("Control+Enter")
        expect(page.locator("[data-box]")).to_have_attribute("data-left", "0")
        expect(page.get_by_text("greeted in person")).to_be_visible()
        press(page, "u")
        expect(page.locator("[data-box]")).to_have_attribute("data-left", "1")
        press(page, "n")
        page.keyboard.press("3")
        expect(page.locator("[data-box]")).to_have_attribute("data-left", "0")
        press(page, "c")
        page.keyboard.type("heard twice")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".said .comment")).to_have_text("heard twice")
        press(page, "2")
        page.keyboard.press("Enter")
        page.wait_for_url("**/cases/*/")
        expect(page.locator(".case-state")).to_contain_text("Concluded")


def test_what_is_decided_without_a_connection_is_kept_and_sent_once(
    visiting: Callable[..., Any],
) -> None:
    with visiting("reviewer", language="en", may_complain="ERR_") as page:
        opened(page, "R-lost")
        page.route("**/decisions/", lambda route: route.abort())
        press(page, "y")
        press(page, "y")
        expect(page.locator("[data-group][data-waits]")).to_have_count(2)
        expect(page.get_by_text("sent as soon as the connection is back").first).to_be_visible()
        page.reload()
        expect(page.locator("[data-group][data-waits]")).to_have_count(2)
        sent: list[str] = []
        page.unroute("**/decisions/")
        page.on("request", lambda request: sent.append(request.url))
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(page.locator("[data-box]")).to_have_attribute("data-left", "0")
        expect(page.locator("[data-verdict=confirmed]")).to_have_count(2)
        page.reload()
        expect(page.locator(".said.confirmed")).to_have_count(2)
        kept = page.evaluate("Object.keys(localStorage).filter(k => k.includes('decisions'))")
        assert kept == []
        assert sum(url.endswith("/decisions/") for url in sent) == 2


def test_an_answer_that_is_lost_is_asked_for_again_and_counts_once(
    visiting: Callable[..., Any],
) -> None:
    with visiting("compliance", language="en", may_complain="ERR_") as page:
        opened(page, "R-added")

        def lose(route: Any) -> None:
            route.fetch()
            route.abort()

        page.route("**/decisions/", lose, times=1)
        press(page, "Shift+Y")
        expect(page.locator("[data-box]")).to_have_attribute("data-left", "0", timeout=20_000)
        expect(page.locator(".said.confirmed")).to_have_count(2)


def test_what_was_missed_is_added_and_evidence_is_edited_by_keyboard(
    visiting: Callable[..., Any],
) -> None:
    with visiting("reviewer", language="en") as page:
        opened(page, "R-looks")
        press(page, "e")
        dialog = page.locator("#edit-evidence")
        expect(dialog.locator("[data-quotations] input")).to_have_count(1)
        dialog.locator("[data-talk]").select_option(index=1)
        dialog.locator("[data-find]").fill("存款")
        dialog.locator("[data-words] li:visible input").check()
        page.keyboard.press("Control+Enter")
        expect(page.locator(".said.confirmed")).to_have_count(1)
        expect(page.locator("[data-group]").first).to_contain_text("一定比存款高")
        press(page, "u")
        expect(page.locator(".said.confirmed")).to_have_count(0)


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_the_pages_of_a_review_are_sound(visiting: Callable[..., Any], way: Any) -> None:
    with visiting("reviewer", **way) as page:
        opened(page, "R-looks")
        shot(page, "case", way)
        look(page)
        for opener, name in (("n", "why-none"), ("e", "edit-evidence"), ("a", "add-missed")):
            page.keyboard.press("Escape")
            press(page, opener)
            expect(page.locator(f"#{name}")).to_be_visible()
            shot(page, name, way)
            look(page)
            page.keyboard.press("Escape")
        page.goto("/cases/?q=R-second")
        assert page.locator("main tbody tr", has_text="R-second").count() == 0
    with visiting("compliance", **way) as page:
        for address, name in (("/agreement/", "agreement"), ("/agreement/cases/", "pairs")):
            page.goto(address)
            shot(page, name, way)
            look(page)
