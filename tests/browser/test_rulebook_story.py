"""A rule is changed, tried on the past, and published by somebody else: the real processes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from browser.house import House
from demo_served import Demo
from embedded_users import open_folder, remove

pytestmark = pytest.mark.browser
SOON = 120_000
"""Milliseconds in which two hundred rules are tested, also on a busy machine."""
RULE = "rules/sale.guaranteed_return.yaml"


@pytest.fixture(scope="module")
def house(chromium: Any) -> Iterator[House]:
    home = open_folder()
    demo = Demo(home)
    try:
        yield House(demo, chromium)
        assert demo.leave() == 0
    finally:
        demo.kill()
        remove(home)


def test_a_rule_is_changed_tried_and_published_by_a_second_person(house: House) -> None:
    with house.open("operations") as page:
        page.goto("/rulebooks/")
        page.get_by_role("button", name="New draft").click()
        page.fill("#draft-note", "a word more")
        page.get_by_role("button", name="Begin").click()
        page.wait_for_url("**/rulebooks/2/")
        page.fill(".narrowing [name=q]", "sale.guaranteed_return")
        page.press(".narrowing [name=q]", "Enter")
        page.locator("a.row-link").first.click()
        text = page.locator("#text")
        text.fill(text.input_value().replace("      - 保息\n", "      - 保息\n      - 您好\n", 1))
        page.locator("#problems .all-well").wait_for()
        text.press("Control+s")
        page.locator("ol.history").wait_for()
        page.goto("/rulebooks/2/difference/")
        page.locator("ins.phrase", has_text="您好").first.wait_for()
        page.goto("/rulebooks/2/backtests/")
        page.fill("[name=from_on]", "2026-01-01")
        page.get_by_role("button", name="Back-test").click()
        page.locator("#backtest-progress").wait_for(state="attached")
        page.locator("#backtest-progress progress").wait_for(state="detached", timeout=SOON)
        page.locator("td a", has_text="+").first.click()
        page.locator(".moved mark").first.wait_for()
        page.goto("/rulebooks/2/")
        page.get_by_role("button", name="Test").click()
        page.locator(".state.tested").first.wait_for(timeout=SOON)
        assert page.get_by_role("button", name="Publish").count() == 0
    with house.open("compliance") as page:
        page.goto("/rulebooks/2/")
        page.get_by_role("button", name="Publish").click()
        page.locator("#publish button[type=submit]").click()
        page.locator(".state.published").first.wait_for(timeout=SOON)
        page.goto("/rulebooks/")
        assert "Version 2 judges today" in page.locator(".answer").inner_text()
