"""What could not be judged or read: sources that are not connected, inputs that were refused."""

from __future__ import annotations

from collections.abc import Iterator

from goodfaith.analysis.problems import Problem
from goodfaith.batch.report.markup import Markup, both, element, escape, together, word
from goodfaith.batch.report.naming import name_of
from goodfaith.batch.report.words import titled
from goodfaith.batch.run import Run
from goodfaith.batch.summary import Summary, WaitingSource

MOST_PROBLEMS = 100


def readiness(done: Run, summary: Summary) -> Markup:
    """The sources that are not connected, and the rules that wait for each."""
    if not summary.waiting:
        return element("p", word("readiness_fine"), class_="quiet")
    waiting = {rule for source in summary.waiting for rule in source.rules}
    lead = word("readiness_lead", sources=f"{len(summary.waiting):,}", rules=f"{len(waiting):,}")
    head = element(
        "tr",
        element("th", word("column_source"), scope="col"),
        element("th", word("column_waiting"), scope="col"),
    )
    rows = [_waiting(done, source) for source in summary.waiting]
    table = element("table", element("thead", head), element("tbody", *rows), class_="ready")
    return together([element("p", lead, class_="quiet"), table])


def _waiting(done: Run, source: WaitingSource) -> Markup:
    rulebook = done.plan.rulebook
    rules = [
        element("li", both(titled(rulebook.rule(rule).title, rule)), element("small", escape(rule)))
        for rule in source.rules
    ]
    count = element("summary", escape(f"{len(rules):,}"))
    name = together([both(name_of(source.source)), element("small", escape(source.source))])
    return element(
        "tr",
        element("th", name, scope="row"),
        element("td", element("details", count, element("ul", *rules))),
    )


def unreadable(done: Run, summary: Summary) -> Markup:
    """The places that could not be read; empty when there were none."""
    return together(_unreadable(done, summary))


def _unreadable(done: Run, summary: Summary) -> Iterator[Markup]:
    if summary.problems:
        yield element("p", word("problems_lead", count=f"{summary.problems:,}"), class_="quiet")
        heads = (
            element("th", word(f"column_{column}"), scope="col")
            for column in ("file", "place", "found", "expected")
        )
        rows = [_problem(problem) for problem in done.problems[:MOST_PROBLEMS]]
        table = element("table", element("thead", element("tr", *heads)), element("tbody", *rows))
        yield element("div", table, class_="wide", tabindex="0", role="group",
                          aria_labelledby="problems-title")  # fmt: skip
        if summary.problems > len(rows):
            more = word("problems_more", shown=f"{len(rows):,}", total=f"{summary.problems:,}")
            yield element("p", more, class_="quiet")
    if summary.ignored:
        names = ", ".join(f"{name} ({count:,})" for name, count in summary.ignored.items())
        yield element("p", word("ignored", names=names), class_="quiet")


def _problem(problem: Problem) -> Markup:
    place = " ".join(part for part in (problem.place, problem.field) if part)
    cells = (problem.file, place, problem.found, problem.expected)
    return element("tr", *(element("td", escape(cell)) for cell in cells))
