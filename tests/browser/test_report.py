"""The report in a real browser: filters, keys, the address; nothing is refused, nothing fetched."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from goodfaith.cli import main

pytestmark = pytest.mark.browser
SAID = (
    ("0231", "这款产品保本保息，稳赚不赔。"),
    ("0231", "您交一万，我私下返您两千。"),
    ("0302", "这个跟银行存款一样，您就当换个地方存。"),
)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seventy calls with promises, so that there is more than one screenful."""
    folder = tmp_path_factory.mktemp("report")
    lines = []
    for number in range(70):
        adviser, said = SAID[number % len(SAID)]
        turns = [{"role": "customer", "text": "你好。"}, {"role": "adviser", "text": said}]
        lines.append(json.dumps({"id": f"c{number:02}", "adviser": adviser, "turns": turns}))
    (folder / "calls.jsonl").write_text("\n".join(lines), "utf-8")
    out = folder / "report.html"
    assert main(["analyse", str(folder / "calls.jsonl"), "--workers", "1", "--out", str(out)]) == 0
    return out


@pytest.fixture
def page(chromium: Any, report: Path) -> Iterator[Any]:
    """The report open in Chinese; whatever the browser complains of fails the test."""
    context = chromium.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    told: list[str] = []
    asked: list[str] = []
    opened.on("console", lambda message: told.append(message.text))
    opened.on("pageerror", lambda error: told.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(report.as_uri() + "#lang=zh-CN")
    yield opened
    assert told == []
    assert all(url.startswith("file:") for url in asked)
    context.close()


def shown(page: Any) -> int:
    return int(page.locator("article.find:not([hidden])").count())


def test_a_row_shows_its_findings_and_the_address_keeps_them(page: Any) -> None:
    every = shown(page)
    page.click("a[data-filter='rule=sale.guaranteed_return']")
    some = shown(page)
    assert 0 < some < every
    assert "rule=sale.guaranteed_return" in page.url
    page.reload()
    assert shown(page) == some
    assert f"{some} 项" in page.inner_text("#status")


def test_searching_narrows_and_escape_clears(page: Any) -> None:
    every = shown(page)
    page.keyboard.press("/")
    page.keyboard.type("稳赚不赔")
    page.wait_for_url(lambda url: "q=" in url)
    assert 0 < shown(page) < every
    page.keyboard.press("Escape")
    assert shown(page) == every
    assert page.evaluate("document.activeElement === document.body")


def test_nothing_found_says_so_and_offers_the_way_back(page: Any) -> None:
    every = shown(page)
    page.keyboard.press("/")
    page.keyboard.type("没有人说过这句话")
    page.wait_for_selector("#empty:not([hidden])")
    page.click("#clear-too")
    assert shown(page) == every


def test_j_and_k_walk_through_all_findings(page: Any) -> None:
    place = "[...document.querySelectorAll('article.find')].indexOf(document.activeElement)"
    for _ in range(55):
        page.keyboard.press("j")
    assert page.evaluate(place) == 54
    page.keyboard.press("k")
    assert page.evaluate(place) == 53
    assert page.locator("article.find[aria-current]").count() == 1


def test_a_fingerprint_leads_to_its_finding(page: Any, report: Path) -> None:
    last = page.locator("article.find").last.get_attribute("id")
    page.goto(f"{report.as_uri()}#{last}")
    assert page.evaluate("document.activeElement.id") == last
    assert page.locator(f"#{last}").is_visible()


def test_the_language_changes_everything_but_what_was_said(page: Any) -> None:
    page.click("button[data-lang=en]")
    assert page.get_attribute("html", "lang") == "en"
    assert "have violations" in page.inner_text(".answer")
    assert "保本保息" in page.inner_text("#list")
    assert "通有违规" not in page.inner_text(".answer")
    assert page.get_attribute("#query", "aria-label") == "Search the findings"


@pytest.mark.parametrize("width", [390, 720])
def test_nothing_sticks_out_on_a_phone_or_at_double_size(page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_scripts_every_finding_can_be_read(chromium: Any, report: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.as_uri())
    assert page.locator("article.find").last.is_visible()
    assert not page.locator("#filters").is_visible()
    context.close()
