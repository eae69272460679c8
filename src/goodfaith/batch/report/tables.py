"""The tables of the report: how often each rule, family and adviser; every row filters."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from goodfaith.batch.report.markup import (
    EMPTY,
    Markup,
    bar,
    both,
    element,
    escape,
    severity_mark,
    together,
    word,
)
from goodfaith.batch.report.words import phrase_or_code, titled
from goodfaith.batch.run import Run
from goodfaith.batch.summary import Counted, Summary

ROWS_FIRST = 12
MOST_ADVISERS = 200


def rules_table(done: Run, summary: Summary) -> Markup:
    """The rules by how often they were broken."""
    if not summary.rules:
        return element("p", word("no_rules"), class_="quiet")
    rulebook = done.plan.rulebook
    most = max(counted.violated for counted in summary.rules)
    rows = []
    for place, counted in enumerate(summary.rules):
        rule = rulebook.rule(counted.name)
        name = together([both(titled(rule.title, rule.id)), element("small", escape(rule.id))])
        first = element("td", severity_mark(rule.severity))
        rows.append(_row("rule", counted, name, most, place, first))
    return _table("rule", rows, element("th", word("column_severity"), scope="col"))


def family_name(code: str) -> dict[str, str]:
    """What the family of rules is called; a code that the report does not know stays itself."""
    return phrase_or_code("family", code)


def counted_table(column: str, counted: Sequence[Counted]) -> Markup:
    """Families or advisers by how often they broke a rule; of very many the first ones."""
    most = max(one.violated for one in counted)
    rows = [
        _row(column, one, _name(column, one.name), most, place)
        for place, one in enumerate(counted[:MOST_ADVISERS])
    ]
    told = _table(column, rows)
    if len(counted) > MOST_ADVISERS:
        left = word("rows_left", shown=f"{MOST_ADVISERS:,}", total=f"{len(counted):,}")
        told = together([told, element("p", left, class_="quiet")])
    return told


def _name(column: str, name: str) -> Markup:
    shown = element("bdi", escape(name))
    if column != "family" or family_name(name)["zh"] == name:
        return shown
    return together([both(family_name(name)), element("small", shown)])


def _row(
    column: str, counted: Counted, name: Markup, most: int, place: int, first: Markup = EMPTY
) -> Markup:
    filtered = f"{column}={quote(counted.name, safe='')}"
    link = element("a", name, href=f"#{filtered}", data_filter=filtered)
    undecidable = f"{counted.undecidable:,}" if counted.undecidable else ""
    return element(
        "tr",
        first,
        element("th", link, scope="row"),
        element("td", bar(counted.violated, most), class_="bars"),
        element("td", escape(f"{counted.violated:,}"), class_="r"),
        element("td", escape(undecidable), class_="r"),
        class_="later" if place >= ROWS_FIRST else None,
    )


def _table(column: str, rows: list[Markup], first: Markup = EMPTY) -> Markup:
    heads = [
        first,
        element("th", word(f"column_{column}"), scope="col"),
        element("td", class_="bars"),
        element("th", word("column_violated"), scope="col", class_="r"),
        element("th", word("column_undecidable"), scope="col", class_="r"),
    ]
    table = element(
        "table", element("thead", element("tr", *heads)), element("tbody", *rows), class_="counts"
    )
    left = len(rows) - ROWS_FIRST
    if left <= 0:
        return table
    more = element(
        "button", word("more_rows", count=f"{left:,}"), type="button", class_="more", hidden=True
    )
    return together([table, more])
