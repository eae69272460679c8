"""The whole house in a browser, with its real processes: from a file to what comes of it."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
import soundfile
from django.urls import reverse

from browser.house import House
from browser.looking import WAYS, look
from goodfaith.platform.web.navigation import entries as navigation
from goodfaith.trust.roles import ACTS, Role
from made_sound import voice

pytestmark = pytest.mark.browser
PHONE = "13812345678"
FIRST_PAGES = {Role.ADMINISTRATOR: "/organisation/", Role.REVIEWER: "/queue/"}
SOON = 30_000
"""Milliseconds in which the worker has read one conversation, also on a busy machine."""


def turn(role: str, text: str, start: float) -> dict[str, Any]:
    return {"role": role, "text": text, "start": start, "end": start + 4}


@pytest.fixture(scope="module")
def call(house: House, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a call that operations has handed in through the page and seen read."""
    said = [
        turn("customer", "你好，我想问问那个珊瑚计划。", 0),
        turn("adviser", "这款产品保本保息，稳赚不赔。", 5),
        turn("customer", f"那我再想想，我的电话是{PHONE}。", 10),
        turn("adviser", "好的，谢谢您。", 15),
    ]
    told = {
        "id": "珊瑚-1", "channel": "phone", "direction": "outbound", "purpose": "sales",
        "started_at": "2026-11-10T10:00:00+08:00", "duration": 20.0, "turns": said,
        "adviser": house.logins["adviser"][0], "customer": "K7",
    }  # fmt: skip
    file = tmp_path_factory.mktemp("calls") / "calls.jsonl"
    file.write_text(json.dumps(told, ensure_ascii=False) + "\n{not json\n", "utf-8")
    with house.open("operations") as page:
        page.goto("/conversations/deliveries/")
        page.set_input_files("[data-files]", file)
        page.wait_for_url(re.compile(r"/conversations/deliveries/\d+/"), timeout=SOON)
        its = page.get_by_role("link", name="Its conversations")
        its.wait_for(timeout=SOON)
        look(page)
        its.click()
        page.wait_for_url("**/conversations/?delivery=*")
        assert page.locator("a.row-link").count() == 1
        return found_by(page, "珊瑚")


def found_by(page: Any, words: str) -> str:
    """The address of the one conversation in which that was said, as the list gives it."""
    page.goto("/conversations/")
    page.fill("form.filters [name=q]", words)
    page.press("form.filters [name=q]", "Enter")
    page.wait_for_url("**/conversations/?*q=*")
    links = page.locator("a.row-link")
    assert links.count() == 1
    return str(links.get_attribute("href"))


class Alone(NamedTuple):
    """Somebody with one role and no other."""

    role: Role

    def may(self, act: str) -> bool:
        return self.role in ACTS[act]


def dead_links(page: Any, alive: set[str]) -> list[str]:
    """What the page offers to this person that is not there for them; of many alike, some.

    What is there is put with `alive`, and not asked for again.
    """
    links = page.locator("main a[href^='/']:not([download])").evaluate_all(
        "all => [...new Set(all.map(a => a.getAttribute('href')))].slice(0, 12)"
    )
    alive |= {
        link for link in links if link not in alive and page.context.request.get(link).status == 200
    }
    return [link for link in links if link not in alive]


@pytest.mark.parametrize("role", list(Role))
def test_each_role_signs_in_and_finds_its_own_entries_and_no_others(
    house: House, role: Role
) -> None:
    way = WAYS[list(Role).index(role) % len(WAYS)]
    with house.open(str(role), **way) as page:
        first = FIRST_PAGES.get(role, "/conversations/")
        page.wait_for_url(f"**{first}")
        found = page.locator(".side a[href^='/']").evaluate_all("all => all.map(a => a.pathname)")
        entries = {address for address in found if address != "/"}
        assert entries == {reverse(entry.address) for entry in navigation(Alone(role))}
        alive: set[str] = set()
        for address in sorted(entries):
            assert page.goto(address).status == 200
            assert dead_links(page, alive) == []
            look(page)


def test_speakers_are_swapped_judged_again_and_a_second_editor_is_told(
    house: House, call: str
) -> None:
    with (
        house.open("compliance", 0) as first,
        house.open("compliance", 1, 390, "zh-hans", "dark") as second,
    ):
        for page in (first, second):
            page.goto(call)
            look(page)
            page.goto(call)
        before = first.locator(".finding.violated").count()
        assert before
        for page in (first, second):
            page.locator("#u1 .correct").click()
            page.locator("#u1 form.correcting input[value=speakers]").check()
        first.locator("#u1 [name=note]").fill("声道反了")
        first.locator("#u1 form.correcting [type=submit]").click()
        first.get_by_text("The correction is kept").first.wait_for()
        first.locator(".revisions summary").first.wait_for(timeout=SOON)
        first.locator("#being-read").wait_for(state="detached", timeout=SOON)
        first.goto(call)
        titles = first.locator(".finding.violated h3").all_inner_texts()
        assert not any("Guarantee" in title for title in titles)
        first.locator(".revisions summary").first.click()
        assert first.locator(".revisions").first.locator("li").count() == 2
        first.get_by_role("link", name="What changed").first.click()
        first.wait_for_url("**/difference/**")
        look(first)

        second.locator("#u1 [name=note]").fill("我也看到了")
        second.locator("#u1 form.correcting [type=submit]").click()
        conflict = second.locator("#u1 [role=alert]")
        conflict.wait_for()
        assert "difference" in str(conflict.locator("a").first.get_attribute("href"))
        assert second.locator("#u1 [name=note]").input_value() == "我也看到了"


def test_something_private_is_shown_for_a_reason_and_the_ledger_knows(
    house: House, call: str
) -> None:
    with house.open("compliance", theme="dark") as page:
        page.goto(call)
        assert PHONE not in page.content()
        page.locator("#u2 .covered").click()
        page.locator("#unmask [name=reason]").first.check()
        page.locator("#unmask [name=text]").fill("客户投诉")
        page.locator("#unmask [type=submit]").click()
        page.get_by_text(PHONE).first.wait_for()
        look(page)
        page.goto("/ledger/?act=private.unmasked")
        assert page.locator("main tbody tr", has_text="conversations.conversation").count() == 1
        assert PHONE not in page.content()
    with house.open("compliance", 1) as page:
        page.goto(call)
        assert PHONE not in page.content()


def test_a_filter_is_kept_and_what_is_exported_is_what_it_shows_masked(
    house: House, call: str
) -> None:
    with house.open("compliance", width=390, theme="dark") as page:
        page.goto("/conversations/?severity=critical&period=all")
        look(page)
        page.locator("[data-opens=keep]").click()
        page.fill("#keep-name", "最严重的")
        page.locator("#keep [type=submit]").click()
        page.locator("#kept").wait_for(state="attached")
        page.goto("/conversations/")
        kept = page.locator("a", has_text="最严重的").first.get_attribute("href")
        page.goto(kept)
        assert "severity=critical" in page.url
        shown = [row.split("\n") for row in page.locator("a.row-link").all_inner_texts()]
        ask = page.context.request
        links = {
            form: str(page.locator(f"a[href*='/export/{form}/']").first.get_attribute("href"))
            for form in ("csv", "xlsx")
        }
        table = list(csv.reader(io.StringIO(ask.get(links["csv"]).text().lstrip("\ufeff"))))
        book = openpyxl.load_workbook(io.BytesIO(ask.get(links["xlsx"]).body()))
        cells = [[str(cell or "") for cell in row] for row in book.active.values]
        assert len(table) == len(cells) == len(shown) + 1
        assert table[0] == cells[0]
        conversations = [row[1] for row in table]
        assert conversations == [row[1] for row in cells]
        assert PHONE not in str(table) + str(cells)


def test_a_recording_is_attached_and_a_turn_is_heard_where_it_was_said(
    house: House, call: str, tmp_path: Path
) -> None:
    soundfile.write(tmp_path / "call.wav", voice(20.0, 8_000), 8_000)
    with house.open("operations") as page:
        page.goto(call)
        page.locator("[data-opens=attach]").click()
        page.set_input_files("#attach-file", tmp_path / "call.wav")
        page.locator("#attach [type=submit]").click()
        page.locator("[data-player]").wait_for(timeout=SOON)
        look(page)
        page.goto(call)
        page.locator("#u2 .when time").click()
        page.locator("#u2.now").wait_for()
        at = page.evaluate("document.querySelector('[data-player] audio').currentTime")
        assert 10 <= at < 15
