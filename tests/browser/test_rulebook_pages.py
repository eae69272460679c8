"""The pages of rulebook versions in a browser: sound in every way, and a text that is written."""

from __future__ import annotations

from typing import Any

import pytest

from browser.looking import WAYS, look

pytestmark = pytest.mark.browser
PROMISE = "rules/sale.promise.yaml"
PAGES = (
    "/rulebooks/",
    "/rulebooks/3/",
    f"/rulebooks/3/files/{PROMISE}",
    "/rulebooks/3/difference/",
    "/rulebooks/3/test/",
    "/rulebooks/3/backtests/",
    "/rulebooks/backtests/1/?rule=sale.promise&how=gained",
    f"/rulebooks/4/files/{PROMISE}",
)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: "-".join(map(str, way.values())))
def test_every_page_is_sound(visiting: Any, way: dict[str, Any], path: str) -> None:
    with visiting("compliance", **way) as page:
        page.goto(path)
        look(page)


def test_what_is_typed_is_checked_and_saved_by_the_keyboard(visiting: Any) -> None:
    with visiting("compliance", language="en") as page:
        page.goto(f"/rulebooks/4/files/{PROMISE}")
        page.locator("#problems [data-line]").first.wait_for()
        page.locator("#problems [data-line]").first.click()
        text = page.locator("#text")
        fixed = text.input_value().replace("promise and and", "promise")
        text.fill(fixed)
        page.locator("#problems .all-well").wait_for()
        assert page.locator("[data-state]").is_visible()
        text.press("Control+s")
        page.locator("[data-state]").wait_for(state="hidden")
        page.locator("ol.history li").nth(2).wait_for()
        page.locator("#text").focus()
        page.keyboard.press("Control+Home")
        page.keyboard.press("Tab")
        assert page.locator("#text").input_value().startswith("  id:")
        page.keyboard.press("Shift+Tab")
        assert page.locator("#text").input_value() == fixed


def test_what_is_not_saved_is_not_left_by_accident(visiting: Any) -> None:
    with visiting("compliance", language="en") as page:
        page.goto(f"/rulebooks/4/files/{PROMISE}")
        page.locator("#text").press("End")
        page.keyboard.type(" ")
        asked = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.goto("/rulebooks/")
        assert asked == ["beforeunload"]


def test_a_rule_is_tried_on_a_conversation(visiting: Any) -> None:
    with visiting("compliance", language="en") as page:
        page.goto(f"/rulebooks/3/files/{PROMISE}")
        page.locator("input[name=about]").fill("c-2")
        page.get_by_role("button", name="Try", exact=True).click()
        verdicts = page.locator("#run .verdict")
        verdicts.nth(1).wait_for()
        assert verdicts.all_inner_texts() == ["violated", "passed"]
