"""The page: one sound file that loads nothing, runs only its own code, and says all of it twice."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from goodfaith.analysis.problems import Problem
from goodfaith.batch.report import page, writing
from goodfaith.batch.run import Run

VOID = {"meta", "input", "br", "link", "img"}
Report = Callable[..., str]
Call = Callable[..., dict[str, object]]
Calls = list[dict[str, object]]


class Reading(HTMLParser):
    """Collects tags, attributes and text, and refuses what is not well nested."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def values(self, attribute: str) -> list[str]:
        return [value for _, name, value in self.attributes if name == attribute]


def test_the_page_is_well_nested(report_of: Report, calls: Calls) -> None:
    assert Reading(report_of(calls)).open == []


def test_every_id_is_given_once_and_every_reference_leads_somewhere(
    report_of: Report, calls: Calls
) -> None:
    read = Reading(report_of(calls))
    ids = read.values("id")
    assert len(ids) == len(set(ids))
    assert set(read.values("aria-labelledby")) <= set(ids)
    anchors = {value[1:] for value in read.values("href") if "=" not in value}
    assert anchors <= set(ids)


def test_hostile_text_stays_text(report_of: Report, calls: Calls) -> None:
    text = report_of(calls)
    read = Reading(text)
    assert read.tags.count("script") == 1
    assert "img" not in read.tags
    assert "<b>x" not in text
    assert "\u202e" not in text
    assert "\x01" not in text
    assert "alert(1)" in "".join(read.words)


def test_nothing_runs_but_the_script_of_the_report(report_of: Report, calls: Calls) -> None:
    read = Reading(report_of(calls))
    names = {name for _, name, _ in read.attributes}
    assert not {name for name in names if name.startswith("on")}
    assert "style" not in names
    assert "srcdoc" not in names


def test_the_policy_names_the_hashes_of_what_is_embedded(report_of: Report, calls: Calls) -> None:
    text = report_of(calls)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    stated = policy[1].replace("&#x27;", "'")
    assert stated.startswith("default-src 'none';")
    for tag, directive in (("style", "style-src"), ("script", "script-src")):
        embedded = re.search(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert embedded is not None
        digest = base64.b64encode(hashlib.sha256(embedded[1].encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in stated


def test_nothing_is_loaded_from_anywhere(report_of: Report, calls: Calls) -> None:
    text = report_of(calls)
    read = Reading(text)
    assert not {"link", "img", "iframe", "object", "embed", "base"} & set(read.tags)
    assert all(value.startswith("#") for value in read.values("href"))
    assert not read.values("src")
    assert not re.search(r"https?:|url\(|@import|//cdn", text)


def test_the_same_run_gives_the_same_bytes(report_of: Report, calls: Calls) -> None:
    assert report_of(calls, name="once") == report_of(calls, name="again")


def test_the_language_chosen_is_the_one_it_opens_in(report_of: Report, calls: Calls) -> None:
    assert '<html lang="zh-CN">' in report_of(calls)
    english = report_of(calls, lang="en")
    assert '<html lang="en">' in english
    assert "<title" in english
    assert "Conversation report" in english


def test_both_languages_are_in_the_file(report_of: Report, calls: Calls) -> None:
    text = report_of(calls)
    assert '<span lang="zh">承诺&lt;保本&gt;</span>' in text
    assert '<span lang="en">Promises &lt;capital&gt;</span>' in text


def test_the_answer_has_its_numbers_and_its_period(report_of: Report, calls: Calls) -> None:
    words = "".join(Reading(report_of(calls)).words)
    assert (
        "2026-03-02，读了 4 通会话、13 句话，3 通有违规（75.0\u00a0%），共 3 项，其中一类 2 项。"
        in words
    )
    assert "另有 1 项不可判，须由人来看。" in words


def test_a_run_without_violations_says_so(report_of: Report, call: Call) -> None:
    words = "".join(Reading(report_of([call("c1", "您好。")])).words)
    assert "没有发现违规" in words
    assert "没有违规，也没有不可判的。" in words


def test_an_input_without_conversations_is_no_clean_bill(report_of: Report) -> None:
    words = "".join(Reading(report_of([])).words)
    assert "没有读到会话。" in words
    assert "没有发现违规" not in words


def test_what_could_not_be_read_is_told(report_of: Report, calls: Calls) -> None:
    def spoil(done: Run) -> None:
        done.note([Problem("json_invalid", "a<b.jsonl", "line 7", "", "not JSON", "JSON")])

    words = "".join(Reading(report_of(calls, change=spoil)).words)
    assert "1 处读不了" in words
    assert "a<b.jsonl" in words


def test_an_interrupted_run_says_what_is_missing(report_of: Report, calls: Calls) -> None:
    def interrupt(done: Run) -> None:
        done.interrupted = True

    assert "运行被中断" in report_of(calls, change=interrupt)


def test_more_findings_than_fit_are_counted_honestly(
    report_of: Report, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "MOST_FINDINGS", 2)
    monkeypatch.setattr(writing, "MOST_FINDINGS", 2)
    read = Reading(report_of(calls))
    assert read.tags.count("article") == 2
    assert "这里是最严重的 2 项，共 4 项。" in "".join(read.words)


def test_the_worst_findings_come_first(report_of: Report, calls: Calls) -> None:
    read = Reading(report_of(calls))
    articles = [
        v for tag, name, v in read.attributes if (tag, name) == ("article", "data-severity")
    ]
    assert articles == ["critical", "critical", "minor", "major"]
    verdicts = [v for tag, name, v in read.attributes if (tag, name) == ("article", "data-verdict")]
    assert verdicts == ["violated"] * 3 + ["undecidable"]
