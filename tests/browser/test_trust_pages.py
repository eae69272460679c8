"""The pages of the organisation in a browser: sound in every width, language and look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from browser.looking import WAYS, look

pytestmark = pytest.mark.browser
PAGES = ["/organisation/", "/people/", "/tokens/", "/ledger/", "/account/me/"]


@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize("address", PAGES)
def test_each_page_is_sound(visiting: Callable[..., Any], address: str, way: Any) -> None:
    with visiting("administrator", **way) as page:
        page.goto(address)
        look(page)


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_the_page_of_a_person_is_sound(visiting: Callable[..., Any], way: Any) -> None:
    with visiting("administrator", **way) as page:
        page.goto("/people/?q=2000")
        page.locator("a.row-link").first.click()
        page.wait_for_url("**/people/*/")
        look(page)


def test_somebody_is_moved_and_the_page_says_so(visiting: Callable[..., Any]) -> None:
    with visiting("administrator", language="en") as page:
        page.goto("/people/?q=2004")
        page.locator("a.row-link").first.click()
        page.get_by_role("button", name="Move").click()
        page.get_by_label("Unit", exact=True).select_option(label="\u3000\u3000徐汇外包职场")
        page.locator("dialog[open]").get_by_role("button", name="Move").click()
        page.get_by_text("Moved. Moving back on the same day undoes this.").wait_for()
        assert "徐汇外包职场" in page.locator(".timeline [aria-current]").inner_text()


def test_a_refusal_opens_the_dialog_again_with_its_reason(visiting: Callable[..., Any]) -> None:
    with visiting("administrator", language="en") as page:
        page.goto("/organisation/")
        page.get_by_role("link", name="上海分公司").first.click()
        page.get_by_role("button", name="Close", exact=True).first.click()
        page.locator("dialog[open]").get_by_role("button", name="Close the unit").click()
        page.get_by_text("Other units hang below it: move or close them first.").wait_for()
