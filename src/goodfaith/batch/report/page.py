"""The page around the findings: policy, style, script, navigation, sections."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from string import Template

from goodfaith.batch.report.filters import filters, keys, told
from goodfaith.batch.report.kept import Kept
from goodfaith.batch.report.markup import (
    EMPTY,
    Markup,
    element,
    escape,
    spoken,
    together,
    void,
    word,
)
from goodfaith.batch.report.overview import answer, judged_by, severities
from goodfaith.batch.report.readiness import readiness, unreadable
from goodfaith.batch.report.tables import counted_table, rules_table
from goodfaith.batch.report.words import phrase
from goodfaith.batch.run import Run
from goodfaith.batch.summary import Summary

MOST_FINDINGS = 2_000
"""Findings on the page: more would neither load fast nor be read."""
FINDINGS_HERE = "<!-- findings -->"


def page(done: Run, summary: Summary, kept: Kept, lang: str) -> str:
    """The whole page, with `FINDINGS_HERE` where the findings belong."""
    style, script = asset("report.css"), asset("report.js")
    total = sum(summary.verdicts.get(verdict, 0) for verdict in ("violated", "undecidable"))
    chinese = lang == "zh"
    return Template(asset("report.html")).substitute(
        lang="zh-CN" if chinese else "en",
        policy=_policy(style, script),
        title=word("title"),
        title_element=element(
            "title",
            escape(phrase("title")["zh" if chinese else "en"]),
            **spoken(phrase("title"), "text"),
        ),
        style=style,
        script=script,
        skip=word("skip"),
        search=_search(),
        languages=_languages(chinese),
        contents=_contents(summary, total),
        answer=answer(summary, kept),
        judged_by=judged_by(done, summary, kept),
        severities=severities(summary),
        sections=_sections(done, summary),
        findings_title=word("section_findings"),
        told=told() if total else EMPTY,
        keys=keys(),
        filters=filters(done, summary) if total else EMPTY,
        capped=_capped(total),
        findings=FINDINGS_HERE,
        more=_more(),
        empty=_empty(total),
    )


def asset(name: str) -> str:
    """A file of this package, as text."""
    return files("goodfaith.batch.report").joinpath(name).read_text("utf-8")


def _policy(style: str, script: str) -> str:
    """Nothing may be loaded, and nothing run but this script."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )


def _hash(code: str) -> str:
    digest = hashlib.sha256(code.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _search() -> Markup:
    words = spoken(phrase("search"), "placeholder") | spoken(phrase("search_label"), "label")
    field = void(
        "input", type="search", id="query", autocomplete="off", spellcheck="false", **words
    )
    return element("div", field, element("kbd", escape("/"), aria_hidden="true"), class_="search",
                   role="search", id="search", hidden=True)  # fmt: skip


def _languages(chinese: bool) -> Markup:
    buttons = [
        element("button", escape(phrase(f"language_{lang}")[lang]), type="button", lang=code,
                data_lang=code, aria_pressed="true" if chosen else "false")
        for lang, code, chosen in (("zh", "zh-CN", chinese), ("en", "en", not chinese))
    ]  # fmt: skip
    label = spoken(phrase("language"), "label")
    return element(
        "div", *buttons, class_="languages", id="languages", role="group", hidden=True, **label
    )


def _contents(summary: Summary, total: int) -> Markup:
    entries: list[tuple[str, int | None]] = [("answer", None), ("rules", len(summary.rules))]
    entries += [("families", len(summary.families))] if summary.families else []
    entries += [("advisers", len(summary.advisers)), ("readiness", len(summary.waiting))]
    entries += [("problems", summary.problems)] if summary.problems or summary.ignored else []
    entries += [("findings", total)]
    links = []
    for name, count in entries:
        number = escape(f"{count:,}") if count else EMPTY
        links.append(
            element(
                "a",
                element("span", word(f"section_{name}")),
                element("small", number),
                href=f"#{name}",
            )
        )
    return together(links)


def _sections(done: Run, summary: Summary) -> Markup:
    sections = [_section("rules", rules_table(done, summary), lead=bool(summary.rules))]
    if summary.families:
        sections.append(_section("families", counted_table("family", summary.families), lead=True))
    if summary.advisers:
        sections.append(_section("advisers", counted_table("adviser", summary.advisers), lead=True))
    else:
        sections.append(
            _section("advisers", element("p", word("advisers_unknown"), class_="quiet"))
        )
    sections.append(_section("readiness", readiness(done, summary)))
    if summary.problems or summary.ignored:
        sections.append(_section("problems", unreadable(done, summary)))
    return together(sections)


def _section(name: str, content: Markup, *, lead: bool = False) -> Markup:
    heading = element("h2", word(f"section_{name}"), id=f"{name}-title")
    told = element("p", word(f"{name}_lead"), class_="quiet") if lead else EMPTY
    return element(
        "section", heading, told, content, id=name, aria_labelledby=f"{name}-title", class_=name
    )


def _capped(total: int) -> Markup:
    if total <= MOST_FINDINGS:
        return EMPTY
    told = word("capped", shown=f"{MOST_FINDINGS:,}", total=f"{total:,}")
    return element("p", told, class_="warning", id="capped")


def _more() -> Markup:
    words = spoken(phrase("more_findings", count="{count}"), "text")
    return element("button", type="button", id="more", hidden=True, **words)


def _empty(total: int) -> Markup:
    if not total:
        return element("p", word("empty"), class_="quiet")
    clear = element("button", word("empty_filtered_do"), type="button", id="clear-too")
    return element(
        "div", element("p", word("empty_filtered")), clear, class_="empty", id="empty", hidden=True
    )
