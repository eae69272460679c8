"""What a page has to be whatever it shows: within its width, usable by everybody."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

WAYS = [
    {"width": width, "language": language, "theme": theme}
    for width, language, theme in (
        (1440, "zh-hans", "light"),
        (1440, "en", "dark"),
        (390, "zh-hans", "dark"),
        (390, "en", "light"),
    )
]
"""Each width with both languages and both looks, each pair once."""
_OBJECTIONS = """async (options) => (await axe.run(document, options)).violations.map(
  (one) => `${one.id}: ${one.nodes[0].html.slice(0, 200)} (${one.nodes.length})`)"""
_RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


def look(page: Any) -> None:
    """Assert that the open page is sound.

    Nothing scrolls sideways, axe finds nothing to complain of (names, labels, contrast, landmarks,
    headings), and every place that the keyboard reaches can be seen to have the focus.
    """
    assert_fits(page)
    found = accessibility_of(page)
    assert not found, "\n".join([page.url, *found])
    assert_focus_is_seen(page)


def assert_fits(page: Any) -> None:
    width, seen = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert width <= seen, f"{page.url} scrolls sideways: {width} in {seen} pixels"


def accessibility_of(page: Any) -> list[str]:
    """What axe objects to, a line each with the first element of it."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    return list(page.evaluate(_OBJECTIONS, _RULES))


def assert_focus_is_seen(page: Any, steps: int = 12) -> None:
    for _ in range(steps):
        page.keyboard.press("Tab")
        bare = page.evaluate(
            """() => {
              const here = document.activeElement;
              if (!here || here === document.body) return "";
              const lines = [here, ...(here.parentElement ? [here.parentElement] : [])];
              const seen = lines.some((e) => getComputedStyle(e).outlineStyle !== "none"
                && parseFloat(getComputedStyle(e).outlineWidth) > 0);
              const ring = here.querySelector(".ring");
              return seen || ring ? "" : here.outerHTML.slice(0, 200);
            }"""
        )
        assert bare == "", f"the focus cannot be seen on {bare}"


def complaints_of(page: Any) -> list[str]:
    """What the page says to the console or asks of others from now on; CSP violations are told."""
    told: list[str] = []

    def hear(message: Any) -> None:
        if message.type in ("error", "warning"):
            told.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("http://127.0.0.1", "data:"))
            else told.append(request.url)
        ),
    )
    return told
