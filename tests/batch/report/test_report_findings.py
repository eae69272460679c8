"""A finding in the report: the words in their place, why, and what is missing."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from goodfaith.batch.desk import Turn
from goodfaith.batch.report.markup import escape
from goodfaith.batch.report.naming import name_of, value_of
from goodfaith.batch.report.talk import clock, merged

Report = Callable[..., str]
Call = Callable[..., dict[str, object]]
Calls = list[dict[str, object]]


def article(text: str, rule: str) -> str:
    found = re.findall(r"<article.*?</article>", text, re.DOTALL)
    return next(one for one in found if f'data-rule="{rule}"' in one)


def test_the_quoted_words_are_marked_in_their_turn(report_of: Report, calls: Calls) -> None:
    told = article(report_of(calls), "sale.promise")
    assert '<p>这款<mark class="critical">保本</mark>，您放心。</p>' in told


def test_two_turns_around_are_shown_with_speaker_and_time(report_of: Report, calls: Calls) -> None:
    told = article(report_of(calls), "sale.promise")
    assert re.findall(r"<p>(您好。|你好。|真的吗？|真的。|哦。|再见。)</p>", told) == [
        "您好。", "你好。", "真的吗？", "真的。",
    ]  # fmt: skip
    assert "00:20" in told
    assert '<span lang="zh">顾问</span>' in told


def test_turns_left_out_between_two_quotations_are_counted(report_of: Report, call: Call) -> None:
    turns = ["保本。", *["嗯。"] * 9, "保本的。"]
    assert "略 5 句" in article(report_of([call("c", *turns)]), "sale.promise")


def test_a_finding_carries_rule_version_basis_instead_and_fingerprint(
    report_of: Report, calls: Calls
) -> None:
    told = article(report_of(calls), "sale.promise")
    assert "《保险销售行为管理办法》第十七条" in told
    assert "待法务确认" in told
    assert "分红不确定。" in told
    assert "Dividends are uncertain." in told
    assert re.search(r"<code>[0-9a-f]{32}</code>", told)
    assert re.search(r"版本 [0-9a-f]{12}", told)
    assert "扣 20 分" in told
    assert "一票否决" in told


def test_what_was_heard_is_said_in_words_where_the_point_has_no_name(
    report_of: Report, calls: Calls
) -> None:
    told = article(report_of(calls), "sale.promise")
    assert "听到：“保本”" in told
    assert "Heard: &quot;保本&quot;" in told


def test_an_undecidable_finding_says_what_is_missing(report_of: Report, calls: Calls) -> None:
    told = article(report_of(calls), "sale.rate")
    assert "为何不可判" in told
    assert name_of("product.filed_rate")["zh"] in told


def test_a_sale_names_its_conversations_in_local_time(report_of: Report, calls: Calls) -> None:
    told = article(report_of(calls), "sale.cooling_off")
    assert "成功单 A1" in told
    assert "03-02 10:00" in told
    assert "c3" in told
    assert "没有说到「told」" in told


def test_a_very_long_turn_is_cut_around_what_is_quoted(report_of: Report, call: Call) -> None:
    told = article(report_of([call("c", "甲" * 5_000 + "保本" + "乙" * 5_000)]), "sale.promise")
    assert len(told) < 5_000
    assert '甲<mark class="critical">保本</mark>乙' in told


def test_without_times_the_place_in_the_talk_is_told() -> None:
    assert "第 4 句" in clock(Turn(3, "customer", None, "好"))
    assert clock(Turn(3, "customer", 3_725.4, "好")) == "1:02:05"


def test_values_are_written_as_people_write_them() -> None:
    assert value_of("product.filed_rate", "0.035")["zh"] == "3.5\u00a0%"
    assert value_of("call.purpose", "sales")["zh"] == "销售"
    assert value_of("call.number_registered", "true") == {"zh": "是", "en": "yes"}
    assert value_of("callback.at", "2026-03-10T10:00:00+08:00")["en"] == "2026-03-10 10:00"
    assert value_of("nobody.knows", "x")["en"] == "x"


@given(st.text())
def test_escaping_shows_one_character_for_one(text: str) -> None:
    assert len(html.unescape(escape(text))) == len(text)
    assert not set(escape(text)) & set("<>\"'")


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)).map(lambda p: (p[0], p[0] + p[1])))
)
def test_merged_spans_cover_the_same_characters_once(spans: list[tuple[int, int]]) -> None:
    covered = [place for start, end in merged(spans) for place in range(start, end)]
    assert covered == sorted({place for start, end in spans for place in range(start, end)})
