"""What follows from a case, in a browser: sound at every width, an appeal filed on a phone."""

from __future__ import annotations

import re
from typing import Any

import pytest

from browser.looking import WAYS, look

pytestmark = pytest.mark.browser
PAGES = (
    ("adviser", "/findings/"),
    ("adviser", "/findings/1/"),
    ("adviser", "/appeals/2/"),
    ("adviser", "/corrective/"),
    ("adviser", "/corrective/1/"),
    ("manager", "/charges/"),
    ("manager", "/appeals/"),
    ("manager", "/appeals/2/"),
    ("compliance", "/corrective/?look=open"),
    ("operations", "/rulebooks/proposals/"),
)


@pytest.mark.parametrize(("who", "path"), PAGES)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: "-".join(map(str, way.values())))
def test_every_page_is_sound(visiting: Any, way: dict[str, Any], who: str, path: str) -> None:
    with visiting(who, **way) as page:
        page.goto(path)
        look(page)


def test_an_adviser_reads_and_appeals_on_a_phone(visiting: Any) -> None:
    with visiting("adviser", width=390) as page:
        page.goto("/findings/3/")
        page.get_by_role("button", name=re.compile("申诉…")).first.click()
        page.locator("dialog[open] textarea").fill("原话不是这个意思")
        page.locator("dialog[open] button[type=submit]").click()
        page.locator(".own-appeal").first.wait_for()
        page.locator(".own-appeal a").first.click()
        page.locator(".said", has_text="原话不是这个意思").wait_for()


def test_a_case_opens_an_action_for_somebody_who_is_typed(visiting: Any) -> None:
    with visiting("compliance", language="en") as page:
        page.goto("/findings/3/")
        page.goto("/cases/?q=B3")
        page.locator("a.row-link").first.click()
        page.locator("[data-opens=open-actions]").click()
        page.locator("#open-owner").press_sequentially("10")
        page.locator("#open-owner-list option").first.wait_for(state="attached")
        value = page.locator("#open-owner-list option").first.get_attribute("value")
        page.locator("#open-owner").fill(value)
        page.locator("dialog[open] button[type=submit]").click()
        page.locator("#outcome a", has_text="Remedial call").nth(1).wait_for()
