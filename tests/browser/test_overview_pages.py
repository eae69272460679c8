"""The pages of the overview in a browser: sound in every way, and a report that is taken away."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from browser.looking import WAYS, look

SHOTS = os.environ.get("SHOTS_FOLDER", "")
"""Pictures for whoever asks for them."""
pytestmark = pytest.mark.browser
PAGES = (
    "/overview/",
    "/overview/?of=talk&period=90d",
    "/overview/?since=2001-01-01&until=2001-01-02",
    "/overview/precision/",
    "/overview/coverage/",
    "/overview/coverage/conversations/?stage=unreviewed",
    "/overview/reports/",
)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: "-".join(map(str, way.values())))
def test_every_page_of_the_overview_is_sound(
    visiting: Callable[..., Any], way: dict[str, Any]
) -> None:
    with visiting("compliance", **way) as page:
        for address in PAGES:
            page.goto(address)
            look(page)
            if SHOTS:
                name = re.sub(r"\W+", "-", address).strip("-")
                path = Path(SHOTS, f"{name}-{way['width']}-{way['language']}.png")
                page.screenshot(path=path, full_page=True)


def test_a_column_of_the_picture_opens_the_cases_of_its_day(visiting: Callable[..., Any]) -> None:
    with visiting("compliance", language="en") as page:
        page.goto("/overview/")
        page.locator(".period a").last.focus()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/cases/\?.*severity=violated"))
        assert page.locator("a.row-link").count() >= 1


def test_days_are_asked_for_where_they_are_wanted(visiting: Callable[..., Any]) -> None:
    with visiting("compliance", language="en") as page:
        page.goto("/overview/")
        days = page.locator(".overview-filters .field:has(.day)")
        assert not days.is_visible()
        page.select_option("[name=period]", "days")
        page.wait_for_url("**/overview/?*period=days*")
        page.locator(".overview-filters .field:has(.day)").wait_for(state="visible")
        look(page)


def test_a_report_is_made_and_taken_away(visiting: Callable[..., Any], tmp_path: Path) -> None:
    with visiting("compliance", language="en") as page:
        page.goto("/overview/reports/")
        with page.expect_download() as download:
            page.locator("a[download]").first.click()
        file = tmp_path / "report.xlsx"
        download.value.save_as(file)
        assert download.value.suggested_filename.startswith("质检周报")  # made in Chinese
        assert "按质检项" in openpyxl.load_workbook(file).sheetnames
        page.locator(".report-form [type=submit]").click()
        page.wait_for_url(re.compile(r"/overview/reports/\d+/"))
        look(page)
