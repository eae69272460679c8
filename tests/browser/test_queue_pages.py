"""The review queue in a browser: sound in every way, and worked by the keyboard."""

from __future__ import annotations

from typing import Any

import pytest

from browser.looking import WAYS, look

pytestmark = pytest.mark.browser
PAGES = (
    ("compliance", "/queue/"),
    ("reviewer", "/queue/?tab=review"),
    ("reviewer", "/queue/?tab=undecidable"),
    ("reviewer", "/queue/?tab=second"),
    ("compliance", "/queue/settings/"),
    ("compliance", "/queue/sampling/"),
)


@pytest.mark.parametrize(("role", "path"), PAGES)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: "-".join(map(str, way.values())))
def test_every_page_is_sound(visiting: Any, way: dict[str, Any], role: str, path: str) -> None:
    with visiting(role, **way) as page:
        page.goto(path)
        look(page)


def test_the_queue_is_worked_by_the_keyboard(visiting: Any) -> None:
    with visiting("reviewer", language="en") as page:
        page.goto("/queue/?tab=review")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.locator("[data-hand] .state-of-hand").wait_for()
        page.wait_for_load_state("load")
        first = page.url
        page.keyboard.press("g")
        page.wait_for_url(lambda url: url != first)
        page.goto("/queue/?tab=review")
        page.keyboard.press("s")
        page.wait_for_url("**/queue/?tab=mine")
        assert page.locator("tbody tr[data-href]").count() >= 2
        page.locator("tbody tr[data-href]").first.wait_for()
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        following = page.locator("[data-hand] a[data-press=g]")
        following.wait_for()
        page.wait_for_load_state("load")
        page.keyboard.press("g")
        page.locator("[data-hand] .state-of-hand").wait_for()


def test_what_is_handed_on_is_told_to_whoever_has_its_page_open(visiting: Any) -> None:
    with visiting("reviewer", language="en", may_complain="409") as page:
        of_ours = page.locator("tbody tr", has_text="BQ").locator("[data-take]")
        for tab in ("mine", "review"):
            page.goto(f"/queue/?tab={tab}")
            if of_ours.count():
                break
        of_ours.first.click()
        page.locator("[data-hand][data-beat]").wait_for()
        beat = page.locator("[data-hand]").get_attribute("data-beat")
        with visiting("compliance", language="en") as other:
            number = str(beat).split("/")[2]
            box = other.locator(f"input[name=pick][value='{number}']")
            for tab in ("review", "undecidable", "second"):
                other.goto(f"/queue/?tab={tab}")
                if box.count():
                    break
            box.check()
            other.locator("button[name=anybody]").click()
            other.wait_for_url("**/queue/**")
        answered = page.evaluate(
            "(address) => fetch(address, {method: 'POST',"
            " body: new FormData(document.querySelector('[data-hand]'))}).then((a) => a.status)",
            beat,
        )
        assert answered == 409
