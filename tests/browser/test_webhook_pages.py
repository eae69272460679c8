"""The pages of webhooks in a browser: sound in every width, language and look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from browser.looking import WAYS, look

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_each_page_of_webhooks_is_sound(visiting: Callable[..., Any], way: Any) -> None:
    with visiting("administrator", **way) as page:
        page.goto("/operation/webhooks/new/")
        look(page)
        for name in ("Old portal", "合规月报"):
            page.goto("/operation/webhooks/")
            look(page)
            page.get_by_role("link", name=name).click()
            page.wait_for_url("**/webhooks/*/")
            look(page)
        page.locator("[data-opens=rotate-secret]").click()
        look(page)
        page.keyboard.press("Escape")
        page.locator("tbody a.row-link").first.click()
        page.wait_for_url("**/deliveries/*/")
        look(page)


def test_a_webhook_is_added_tested_paused_and_removed(visiting: Callable[..., Any]) -> None:
    with visiting("administrator", language="en") as page:
        page.goto("/operation/webhooks/")
        page.get_by_role("link", name="Add a webhook").click()
        page.get_by_label("Name").fill("Gate")
        page.get_by_label("Address").fill("https://10.0.0.7/hooks")
        page.get_by_role("button", name="Add").click()
        page.get_by_text("This address is not public").first.wait_for()
        page.get_by_label("Address").fill("https://gate.insurer.example/hooks")
        page.get_by_role("button", name="Add").click()
        assert page.locator("code.told").inner_text().startswith("whsec_")
        page.get_by_role("link", name="Webhooks").first.click()
        page.get_by_role("link", name="Gate").click()
        assert "whsec_" not in page.content()
        page.get_by_role("button", name="Send a test").click()
        page.get_by_text("The test message is on its way.").wait_for()
        page.get_by_role("link", name="webhook.tested").wait_for()
        page.get_by_role("button", name="Pause").click()
        page.get_by_text("Paused. What it misses is kept.").wait_for()
        page.locator("[data-opens=remove-webhook]").click()
        page.locator("dialog[open]").get_by_role("button", name="Remove").click()
        page.get_by_text("The webhook was removed.").wait_for()
        assert page.get_by_role("link", name="Gate").count() == 0
