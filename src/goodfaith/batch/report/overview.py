"""The top of the report: the answer in one sentence with its numbers, and the severities."""

from __future__ import annotations

from collections.abc import Iterator

from goodfaith.analysis.finding import SEVERITIES
from goodfaith.batch.report.kept import Kept
from goodfaith.batch.report.markup import (
    EMPTY,
    Markup,
    both,
    element,
    escape,
    sentence,
    severity_mark,
    spoken,
    together,
    void,
    word,
)
from goodfaith.batch.report.words import Bilingual, joined, phrase, same, titled
from goodfaith.batch.run import Run
from goodfaith.batch.summary import Summary

_MOST_INPUTS = 3


def answer(summary: Summary, kept: Kept) -> Markup:
    """The whole result in one sentence with its numbers and its period."""
    told = [element("p", together(_answer(summary, kept)), class_="answer")]
    if summary.interrupted:
        told.append(element("p", word("interrupted"), class_="warning"))
    return together(told)


def _answer(summary: Summary, kept: Kept) -> Iterator[Markup]:
    if not summary.conversations:
        yield word("answer_none_read")
        return
    violations = sum(summary.severities.values())
    share = 100 * summary.violating_conversations / summary.conversations
    yield sentence(
        "answer_violations" if violations else "answer_clean",
        period=_period(kept),
        conversations=f"{summary.conversations:,}",
        utterances=f"{summary.utterances:,}",
        violating=f"{summary.violating_conversations:,}",
        share=f"{share:.1f}\u00a0%",
        violations=f"{violations:,}",
        critical=f"{summary.severities.get('critical', 0):,}",
        rules=f"{summary.rule_count:,}",
    )
    if undecidable := summary.verdicts.get("undecidable", 0):
        yield sentence("answer_undecidable", count=f"{undecidable:,}")


def _period(kept: Kept) -> Bilingual:
    period = kept.period()
    if period is None:
        return same("")
    first, last = (f"{moment:%Y-%m-%d}" for moment in period)
    if first == last:
        return phrase("period_day", first=first)
    return phrase("period_between", first=first, last=last)


def judged_by(done: Run, summary: Summary, kept: Kept) -> Markup:
    """What was judged, by which rulebook, for which moment."""
    names = [source.path.name for source in done.sources]
    listed = joined(map(same, names[:_MOST_INPUTS]))
    inputs = phrase("inputs", names=listed)
    if len(names) > _MOST_INPUTS:
        inputs = phrase("inputs_more", names=listed, count=f"{len(names):,}")
    parts = [
        word(
            "judged_by",
            title=titled(done.plan.rulebook.title, summary.rulebook),
            rules=f"{summary.rule_count:,}",
            hash=summary.rulebook_hash[:12],
        ),
        both(inputs) if names else EMPTY,
        word("as_of", moment=f"{kept.local(done.as_of):%Y-%m-%d %H:%M}") if done.as_of else EMPTY,
        EMPTY if kept.period() else word("period_unknown"),
    ]
    return element("p", *(element("span", part) for part in parts if part), class_="about")


def severities(summary: Summary) -> Markup:
    """How many violations of each severity, each a filter, above one bar that shows their share."""
    figures = [
        element(
            "li",
            _figure(
                f"verdict=violated&severity={s}", summary.severities.get(s, 0), severity_mark(s)
            ),
        )
        for s in SEVERITIES
    ]
    undecided = element("span", word("verdict_undecidable"), class_="verdict")
    count = summary.verdicts.get("undecidable", 0)
    figures.append(element("li", _figure("verdict=undecidable", count, undecided), class_="apart"))
    for verdict in ("passed", "not_applicable"):
        if count := summary.verdicts.get(verdict, 0):
            number = element("span", escape(f"{count:,}"), class_="num")
            figures.append(
                element("li", element("span", number, word(f"verdict_{verdict}"), class_="figure"))
            )
    listed = element("ul", *figures, class_="figures", **spoken(phrase("severities"), "label"))
    return together([listed, _spread(summary)])


def _figure(filtered: str, count: int, mark: Markup) -> Markup:
    number = element("span", escape(f"{count:,}"), class_="num")
    return element("a", number, mark, href=f"#{filtered}", class_="figure", data_filter=filtered)


def _spread(summary: Summary) -> Markup:
    total = sum(summary.severities.values())
    if not total:
        return EMPTY
    counts = {severity: summary.severities.get(severity, 0) for severity in SEVERITIES}
    at, parts = 0.0, []
    for severity, count in counts.items():
        width = 1000 * count / total
        rectangle = void(
            "rect", class_=severity, x=f"{at:.1f}", width=f"{max(width - 2, 0):.1f}", height="6"
        )
        parts.append(Markup(rectangle + "</rect>"))
        at += width
    written = {severity: f"{count:,}" for severity, count in counts.items()}
    return element(
        "svg", *parts, class_="spread", viewBox="0 0 1000 6", role="img",
        preserveAspectRatio="none",
        **spoken(phrase("spread", **written), "label"),
    )  # fmt: skip
