"""What a run makes of its inputs: ids that come twice, broken lines, files of findings, memory."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from goodfaith.analysis import Finding, UnreadableInput
from goodfaith.batch.alerts import Alerts, compare_alerts, read_alerts, write_alerts
from goodfaith.batch.backtest import backtest
from goodfaith.batch.findings_file import properties_of, read_findings, write_findings
from goodfaith.batch.plan import Plan
from goodfaith.batch.run import run
from goodfaith.batch.running import completed, findings_of
from goodfaith.batch.spool import Spool
from goodfaith.batch.summary import summarise
from made_runs import FACTS, RULEBOOK, RULES, findings_lines, write_lines
from small_world import at, book, rule, rulebook_of, talk

PROMISE = talk("c1", ("A", "这款保本的"), adviser="zhang", team="east", customer="K1")
HONEST = talk("c2", ("A", "我们不保本"), adviser="li", team="west", customer="K1")


def plan(*paths: Path, rulebook=RULEBOOK, **members) -> Plan:
    return Plan(paths, rulebook, book(*FACTS), **members)


def rules_found(done) -> list[tuple[str, str]]:
    """Violations that were heard, not those of sales that only facts know of."""
    found = findings_of(done)
    return [(f.conversation, f.rule) for f in found if f.conversation and f.verdict == "violated"]


def test_a_conversation_that_comes_twice_counts_once(tmp_path):
    paths = [write_lines(tmp_path / f"{n}.jsonl", [PROMISE, HONEST]) for n in "ab"]
    with completed(plan(*paths)) as done:
        assert done.problem_count == 0
        assert done.spool.size() == (2, 2)
        assert rules_found(done) == [("c1", "sale.promise")]


def test_an_id_that_comes_again_with_other_words_is_a_problem(tmp_path):
    other = msgspec.structs.replace(HONEST, id="c1")
    paths = [
        write_lines(tmp_path / "a.jsonl", [PROMISE]),
        write_lines(tmp_path / "b.jsonl", [other]),
    ]
    with pytest.raises(UnreadableInput) as caught, completed(plan(*paths)):
        pass
    (problem,) = caught.value.problems
    assert (problem.code, problem.file) == ("duplicate_id", str(paths[1]))
    assert "c1" in problem.found
    with completed(plan(*paths, keep_going=True)) as done:
        assert (done.spool.size(), done.problem_count) == ((1, 1), 1)


def test_keep_going_leaves_broken_lines_out_and_counts_them(tmp_path):
    path = write_lines(tmp_path / "calls.jsonl", [PROMISE, HONEST])
    path.write_bytes(path.read_bytes() + b'{"id": 1\n{"id": "c3", "utterances": 7}\n')
    with pytest.raises(UnreadableInput) as caught, completed(plan(path)):
        pass
    assert [problem.place for problem in caught.value.problems] == ["line 3", "line 4"]
    with completed(plan(path, keep_going=True)) as done:
        summary = summarise(done)
        assert (summary.conversations, summary.problems) == (2, 2)
        assert summary.violating_conversations == len(rules_found(done)) == 1


def test_a_file_that_is_not_there_is_a_problem_with_its_name(tmp_path):
    with pytest.raises(UnreadableInput) as caught, completed(plan(tmp_path / "gone.jsonl")):
        pass
    assert "gone.jsonl" in str(caught.value)


def test_members_nobody_knows_are_counted(tmp_path):
    path = write_lines(tmp_path / "calls.jsonl", [PROMISE])
    path.write_bytes(path.read_bytes().replace(b'"utterances"', b'"mood":"fine","utterances"'))
    with completed(plan(path)) as done:
        assert sum(done.ignored.values()) == 1


def test_a_summary_counts_by_rule_family_and_adviser(tmp_path):
    path = write_lines(tmp_path / "calls.jsonl", [PROMISE, HONEST])
    with completed(plan(path)) as done:
        summary = summarise(done)
    assert (summary.conversations, summary.utterances) == (2, 2)
    assert summary.violating_conversations == 1
    assert summary.severities == {"critical": 1, "note": 1}
    assert [(c.name, c.violated) for c in summary.rules] == [
        ("callback.in_time", 1),
        ("sale.promise", 1),
    ]
    assert [(c.name, c.violated) for c in summary.families] == [("GUARANTEE", 1)]
    assert [(c.name, c.violated) for c in summary.advisers] == [("zhang", 1)]


def test_a_source_that_is_not_connected_is_told_once_with_the_rules_that_wait(tmp_path):
    rates = [talk(f"r{n}", ("A", "利率3%"), applications=("A1",)) for n in range(3)]
    path = write_lines(tmp_path / "calls.jsonl", rates)
    facts = book(*(fact for fact in FACTS if fact["kind"] not in ("product", "callback")))
    with completed(Plan((path,), RULEBOOK, facts)) as done:
        waiting = {one.source: (one.rules, one.times) for one in summarise(done).waiting}
        assert not rules_found(done)
    assert waiting["product"] == (("sale.rate",), 3)
    assert waiting["callback"][0] == ("callback.in_time",)


def test_sales_and_customers_known_from_facts_alone_are_judged(tmp_path):
    path = write_lines(tmp_path / "calls.jsonl", [PROMISE])
    found = [
        msgspec.json.decode(line, type=Finding)
        for line in findings_lines([path], book(*FACTS), every_verdict=False)
    ]
    late = [(one.sale, one.verdict) for one in found if one.rule == "callback.in_time"]
    assert late == [("A2", "violated")]


def test_without_a_moment_given_it_is_the_last_one_the_input_knows(tmp_path):
    path = write_lines(tmp_path / "calls.jsonl", [PROMISE])
    with completed(plan(path)) as done:
        assert done.as_of == at("2026-05-01T09:00:00")  # the complaint


@pytest.fixture
def lines(tmp_path) -> list[bytes]:
    given = [
        PROMISE,
        HONEST,
        talk("c3", ("A", "利率3%"), ("C", "这是存款吧"), applications=("A1",)),
    ]
    return findings_lines([write_lines(tmp_path / "calls.jsonl", given)], book(*FACTS))


@pytest.mark.parametrize("name", ["found.jsonl", "found.parquet"])
def test_findings_are_read_back_as_they_were_written(tmp_path, lines, name):
    path = tmp_path / "deep" / name
    assert write_findings(path, lines, {"goodfaith.rulebook": "x"}) == len(lines)
    assert list(read_findings(path)) == [msgspec.json.decode(one, type=Finding) for one in lines]
    assert [one.name for one in path.parent.iterdir()] == [name]


def test_parquet_remembers_by_what_and_for_when_it_was_judged(tmp_path, lines):
    properties = {"goodfaith.rulebook": "x", "goodfaith.as_of": "2026-06-01"}
    write_findings(tmp_path / "found.parquet", lines, properties)
    assert properties_of(tmp_path / "found.parquet").items() >= properties.items()


def test_a_file_of_findings_appears_only_when_it_is_complete(tmp_path):
    path = tmp_path / "found.jsonl"
    path.write_bytes(b"the old one\n")

    def breaking_off():
        yield b"{}"
        raise OSError

    with pytest.raises(OSError):
        write_findings(path, breaking_off(), {})
    assert path.read_bytes() == b"the old one\n"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["found.jsonl", "found.parquet"])
def test_something_else_is_no_file_of_findings(tmp_path, name):
    (tmp_path / name).write_bytes(b'{"rule": 7}\n')
    with pytest.raises(UnreadableInput) as caught:
        list(read_findings(tmp_path / name))
    assert name in str(caught.value)


def without(id: str, *more):
    return rulebook_of(*(one for one in RULES if one["id"] != id), *more)


def test_a_backtest_tells_what_is_gained_lost_and_changed(tmp_path):
    path = write_lines(
        tmp_path / "calls.jsonl", [PROMISE, talk("c3", ("A", "您好"), adviser="li", team="west")]
    )
    milder = RULES[0] | {"severity": "major"}
    greeting = rule("service.greeting", says={"hello": {"any": ["您好"]}}, violated="hello")
    assert _moves(path, without("sale.promise")) == {("lost", "sale.promise")}
    assert _moves(path, without("sale.promise", milder)) == {("changed", "sale.promise")}
    assert _moves(path, rulebook_of(*RULES, greeting)) == {("gained", "service.greeting")}
    assert _moves(path, RULEBOOK) == set()


def _moves(path: Path, new) -> set[tuple[str, str]]:
    found = backtest(plan(path), plan(path, rulebook=new))
    assert found.conversations == 2
    moved = {
        (how, one.name) for one in found.rules for how in ("gained", "lost", "changed")
        if getattr(one, how)
    }  # fmt: skip
    assert {(one.how, one.rule) for one in found.examples} == moved
    assert sum(one.gained + one.lost + one.changed for one in found.advisers) == len(moved)
    assert {one.name for one in found.teams} <= {"east", "west"}
    return moved


def test_a_backtest_quotes_what_it_found(tmp_path):
    path = write_lines(tmp_path / "calls.jsonl", [PROMISE])
    found = backtest(plan(path, rulebook=without("sale.promise")), plan(path))
    assert [(one.about, one.quotes) for one in found.examples] == [("c1", ("保本",))]


def test_alerts_that_differ_from_the_baseline_are_told(tmp_path):
    was = {"demo": {"a": 1, "b": 2}}
    write_alerts(tmp_path / "baseline.json", was)
    assert read_alerts(tmp_path / "baseline.json") == was
    assert compare_alerts(was, was) == ()
    assert compare_alerts(was, {"demo": {"a": 1, "c": 1}}) == (
        Alerts("demo", "b", 2, 0),
        Alerts("demo", "c", 0, 1),
    )


def test_a_baseline_that_is_none_is_unreadable(tmp_path):
    (tmp_path / "baseline.json").write_text("[]")
    with pytest.raises(UnreadableInput):
        read_alerts(tmp_path / "baseline.json")


def peak_of(tmp_path: Path, count: int) -> int:
    """Bytes of Python's memory at the highest, above what there was before."""
    path = tmp_path / f"{count}.jsonl"
    said = [("A", "您好，这款产品" + "很好" * 40), ("C", "这是存款吧")] * 4
    with path.open("wb") as file:
        for n in range(count):
            file.write(msgspec.json.encode(talk(f"n{n}", *said, customer=f"K{n}")) + b"\n")
    given = plan(path)
    spool = Spool(tmp_path / f"run{count}", given.identity, resume=False)
    tracemalloc.start()
    try:
        run(given, spool)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        spool.close(remove=True)


def test_memory_does_not_grow_with_the_input(tmp_path):
    peak_of(tmp_path, 130)  # tables and caches
    assert peak_of(tmp_path, 5_400) < 1.3 * peak_of(tmp_path, 1_800)


def test_findings_come_in_an_order_of_their_own(lines):
    found = [msgspec.json.decode(one, type=Finding) for one in lines]
    kinds = ["conversation", "sale", "customer"]
    keys = [(kinds.index(f.scope), f.conversation, f.sale, f.customer, f.rule) for f in found]
    assert keys == sorted(keys)
    assert max(Counter(keys).values()) == 1


@pytest.mark.parametrize("fails", ["judge_conversation", "judge_scope"])
def test_a_failure_of_the_engine_tells_where_and_not_what_was_said(tmp_path, monkeypatch, fails):
    def fail(*_: object, **__: object):
        raise ValueError("这款保本的")

    monkeypatch.setattr(f"goodfaith.batch.desk.{fails}", fail)
    path = write_lines(tmp_path / "a.jsonl", [PROMISE, HONEST])
    with completed(plan(path, keep_going=True)) as done:
        told = [str(problem) for problem in done.problems]
        assert done.spool.size() == ((0, 0) if fails == "judge_conversation" else (2, 2))
    assert told
    assert all("ValueError at test_runs.py" in one and "保本" not in one for one in told)
