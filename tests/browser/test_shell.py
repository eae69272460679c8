"""The frame of all pages in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from browser.looking import WAYS, look

pytestmark = pytest.mark.browser
Visit = Callable[..., Any]
PAGES = [
    ("", "/account/login/"),
    ("", "/styleguide/"),
    ("administrator", "/styleguide/"),
    ("administrator", "/exports/"),
    ("administrator", "/search/?q=a"),
    ("administrator", "/account/2fa/"),
    ("nothing", "/"),
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: "-".join(map(str, way.values())))
@pytest.mark.parametrize(("role", "address"), PAGES)
def test_a_page_is_sound(visiting: Visit, role: str, address: str, way: dict[str, Any]) -> None:
    with visiting(role, **way) as page:
        assert page.goto(address).ok
        look(page)


@pytest.mark.parametrize("role", ["", "administrator"])
def test_what_is_not_there_says_so(visiting: Visit, role: str) -> None:
    with visiting(role, may_complain="404") as page:
        assert page.goto("/nothing/").status == 404
        look(page)


def test_the_search_box_is_reached_by_slash_and_walked_by_arrows(visiting: Visit) -> None:
    with visiting("administrator", language="en") as page:
        page.goto("/exports/")
        page.keyboard.press("/")
        page.keyboard.type("ledg")
        page.wait_for_selector("#found [role=option]")
        assert page.get_attribute("#find", "aria-expanded") == "true"
        page.keyboard.press("ArrowDown")
        assert page.get_attribute("#find", "aria-activedescendant") == "hit-1-1"
        page.keyboard.press("Enter")
        page.wait_for_url("**/ledger/**")


def test_escape_leaves_the_search_box(visiting: Visit) -> None:
    with visiting("administrator") as page:
        page.goto("/exports/")
        page.keyboard.press("/")
        page.keyboard.type("a")
        page.wait_for_selector("#found [role=option]")
        page.keyboard.press("Escape")
        assert page.input_value("#find") == ""
        assert page.evaluate("document.activeElement === document.body")
        assert page.locator("#found [role=option]").count() == 0


def test_the_drawer_of_a_phone_keeps_the_focus_and_gives_it_back(visiting: Visit) -> None:
    with visiting("administrator", width=390) as page:
        page.goto("/exports/")
        assert not page.is_visible("#side a")
        page.click("[data-drawer-opens]")
        page.locator("#side :focus").wait_for()
        assert page.is_visible("#side a")
        for _ in range(12):
            page.keyboard.press("Tab")
            inside = page.evaluate(
                "document.activeElement === document.body"
                " || document.getElementById('side').contains(document.activeElement)"
            )
            assert inside
        page.keyboard.press("Escape")
        assert page.evaluate("'drawerOpens' in document.activeElement.dataset")
        page.wait_for_selector("#side a", state="hidden")


def test_the_skip_link_leads_to_the_content(visiting: Visit) -> None:
    with visiting("administrator") as page:
        page.goto("/exports/")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_the_look_that_was_chosen_stays(visiting: Visit) -> None:
    with visiting("service", theme="light") as page:
        page.goto("/exports/")
        page.click("[popovertarget=person-menu]")
        page.click("#person-menu [value=dark]")
        page.wait_for_selector("html[data-theme=dark]")
        page.goto("/styleguide/")
        assert page.get_attribute("html", "data-theme") == "dark"
        page.click("[popovertarget=person-menu]")
        page.click("#person-menu [value=system]")
        page.wait_for_selector("html:not([data-theme])")


def test_the_language_changes_before_signing_in(visiting: Visit) -> None:
    with visiting() as page:
        page.goto("/account/login/")
        assert page.inner_text("h1") == "登录"
        page.click("footer [value=en]")
        page.wait_for_selector("html[lang=en]")
        assert page.inner_text("h1") == "Sign in"


def test_a_menu_is_walked_by_arrows_and_left_by_escape(visiting: Visit) -> None:
    with visiting("administrator") as page:
        page.goto("/styleguide/")
        page.focus("[popovertarget=menu-light]")
        page.keyboard.press("ArrowDown")
        items = page.locator("#menu-light .item")
        page.locator("#menu-light .item:focus").wait_for()
        page.keyboard.press("ArrowDown")
        assert items.nth(1).evaluate("item => item === document.activeElement")
        page.keyboard.press("Escape")
        page.wait_for_selector("#menu-light", state="hidden")
        page.wait_for_selector("[popovertarget=menu-light][aria-expanded=false]")


def test_an_export_comes_as_a_file(visiting: Visit) -> None:
    with visiting("administrator") as page:
        page.goto("/people/")
        page.click("[popovertarget=export-people]")
        with page.expect_download() as download:
            page.click("#export-people a:has-text('CSV')")
        lines = download.value.path().read_text("utf-8-sig").splitlines()
        assert download.value.suggested_filename.endswith(".csv")
        assert any("1006" in line for line in lines[1:])


def test_a_column_that_was_hidden_stays_hidden(visiting: Visit) -> None:
    with visiting("administrator", language="en") as page:
        page.goto("/people/")
        before = page.locator("thead tr:first-child th").count()
        page.click("[popovertarget=columns-people]")
        page.locator("#columns-people input[name=column]:checked:enabled").last.uncheck()
        page.click("#columns-people button:not([name])")
        page.wait_for_load_state()
        page.goto("/people/")
        assert page.locator("thead tr:first-child th").count() == before - 1
        page.click("[popovertarget=columns-people]")
        page.click("#columns-people button[name=reset]")
        page.wait_for_load_state()
        assert page.locator("thead tr:first-child th").count() == before


def test_j_and_enter_open_the_first_row(visiting: Visit) -> None:
    with visiting("administrator") as page:
        page.goto("/people/")
        page.keyboard.press("j")
        assert page.locator("tbody tr[data-current]").count() == 1
        page.keyboard.press("Enter")
        page.wait_for_url("**/people/*/**")


def test_a_dialog_opens_and_gives_the_focus_back(visiting: Visit) -> None:
    with visiting("administrator") as page:
        page.goto("/styleguide/")
        page.click("[data-opens=dialog-light]")
        assert page.is_visible("#dialog-light")
        page.keyboard.press("Escape")
        assert not page.is_visible("#dialog-light")
        assert page.evaluate("document.activeElement.dataset.opens") == "dialog-light"
