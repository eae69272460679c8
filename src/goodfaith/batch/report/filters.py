"""The bar that filters findings. It stays hidden until the script that works it runs."""

from __future__ import annotations

from collections.abc import Iterable

from goodfaith.analysis.finding import SEVERITIES
from goodfaith.batch.report.markup import (
    Markup,
    element,
    escape,
    severity_mark,
    spoken,
    together,
    word,
)
from goodfaith.batch.report.tables import MOST_ADVISERS, family_name
from goodfaith.batch.report.words import Bilingual, phrase, same, titled
from goodfaith.batch.run import Run
from goodfaith.batch.summary import Summary


def filters(done: Run, summary: Summary) -> Markup:
    """Chips for severity and verdict, lists for rule, adviser and family, the count, the keys."""
    rulebook = done.plan.rulebook
    rules = [(c.name, titled(rulebook.rule(c.name).title, c.name)) for c in summary.rules]
    advisers = [(c.name, same(c.name)) for c in summary.advisers[:MOST_ADVISERS]]
    families = [(c.name, family_name(c.name)) for c in summary.families]
    chips = [_chip("verdict", v, word(f"verdict_{v}")) for v in ("violated", "undecidable")]
    chips += [_chip("severity", s, severity_mark(s)) for s in SEVERITIES]
    lists = [
        _list("rule", "rules", rules),
        _list("adviser", "advisers", advisers),
        _list("family", "families", families),
    ]
    return element(
        "div",
        element("div", *chips, class_="chips"),
        element("div", *lists, class_="lists"),
        class_="filters",
        id="filters",
        role="group",
        hidden=True,
        **spoken(phrase("filters"), "label"),
    )


def told() -> Markup:
    """How many findings are shown, and the way back to all of them."""
    status = element("p", class_="status", id="status", role="status", **_status())
    clear = element("button", word("clear"), type="button", id="clear", hidden=True)
    return together([status, clear])


def _status() -> dict[str, str]:
    """Sentences whose blanks the script fills."""
    blanks = {"total": "{total}", "shown": "{shown}"}
    return spoken(phrase("status_all", **blanks), "all") | spoken(
        phrase("status_some", **blanks), "some"
    )


def _chip(facet: str, value: str, mark: Markup) -> Markup:
    count = element("span", class_="count")
    return element(
        "button", mark, count, type="button", class_="chip", aria_pressed="false",
        data_facet=facet, data_value=value,
    )  # fmt: skip


def _list(facet: str, many: str, options: Iterable[tuple[str, Bilingual]]) -> Markup:
    found = list(options)
    if not found:
        return Markup("")
    every = element("option", value="", **spoken(phrase(f"all_{many}"), "text"))
    listed = (element("option", value=value, **spoken(title, "text")) for value, title in found)
    label = spoken(phrase(f"filter_{facet}"), "label")
    return element("select", every, *listed, data_facet=facet, **label)


def keys() -> Markup:
    """The keys that work on the page, for those who have a keyboard."""
    told = [
        together([_key("J"), _key("K"), word("keys")]),
        together([_key("/"), word("key_search")]),
        together([_key("Esc"), word("key_clear")]),
    ]
    return element(
        "p", *(element("span", one) for one in told), class_="keys", id="keys", hidden=True
    )


def _key(name: str) -> Markup:
    return element("kbd", escape(name))
