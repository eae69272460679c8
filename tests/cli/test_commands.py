"""Every verb from the outside: exit codes, what is told, what is written."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import pytest
import yaml

from goodfaith.analysis import Finding, read_rulebook
from goodfaith.cli import reference
from goodfaith.cli.parser import build_parser
from made_runs import RULES
from small_world import files_of, rule

VERBS = [
    ("analyse",),
    ("demo",),
    ("rules", "list"),
    ("rules", "test"),
    ("rules", "explain"),
    ("rules", "backtest"),
    ("replay",),
    ("schema",),
    ("fields",),
    ("doctor",),
]


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_every_verb_explains_itself_with_an_example(type_in, verb):
    typed = type_in(*verb, "--help")
    assert typed.code == 0
    (example,) = re.findall(r"^example:  goodfaith (.*)$", typed.out, re.MULTILINE)
    build_parser().parse_args(example.split())
    assert " ".join(verb) in example


def test_without_a_verb_or_with_an_unknown_one_the_usage_is_wrong(type_in):
    assert type_in().code == 2
    assert type_in("divine").code == 2


def test_the_version_is_told(type_in):
    assert re.fullmatch(r"goodfaith \d+\.\d+\.\d+\n", type_in("--version").out)


@pytest.fixture
def analyse(type_in, small_rulebook):
    def run(*arguments):
        return type_in("analyse", "--workers", 1, "--rulebook", small_rulebook, *arguments)

    return run


def test_analyse_writes_findings_and_tells_a_summary(analyse, calls, tmp_path):
    outs = [tmp_path / name for name in ("a.jsonl", "a.parquet", "a.html")]
    typed = analyse(calls, *(part for out in outs for part in ("--out", out)))
    assert (typed.code, typed.err) == (0, "")
    assert "Read 2 conversations" in typed.out
    assert all(str(out) in typed.out and out.stat().st_size for out in outs)
    found = [msgspec.json.decode(line, type=Finding) for line in outs[0].read_bytes().splitlines()]
    assert {(one.conversation, one.rule, one.verdict) for one in found} >= {
        ("c1", "sale.promise", "violated"),
        ("c1", "sale.uncorrected", "violated"),
    }
    assert all(one.fingerprint and one.rulebook and one.transcript for one in found)


def test_a_finding_has_the_members_that_programs_rely_on(analyse, calls, tmp_path):
    analyse(calls, "--out", tmp_path / "a.jsonl")
    first = json.loads((tmp_path / "a.jsonl").read_text("utf-8").splitlines()[0])
    assert first.keys() >= set(
        "conversation rule family severity verdict because evidence fingerprint".split()
    )
    assert first["evidence"][0].keys() >= {"utterance", "start", "end", "text"}


def test_all_verdicts_are_written_when_asked_for(analyse, calls, tmp_path):
    analyse(calls, "--verdicts", "all", "--out", tmp_path / "a.jsonl")
    lines = (tmp_path / "a.jsonl").read_text("utf-8").splitlines()
    verdicts = {json.loads(line)["verdict"] for line in lines}
    assert verdicts >= {"violated", "passed", "not_applicable"}


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (["--out", "a.docx"], ["--out", "a.docx"]),
        (["--as-of", "tomorrow"], ["--as-of", "tomorrow", "2026-03-01"]),
        (["--timezone", "Moon/Sea"], ["--timezone", "Moon/Sea"]),
        (["--columns", "text"], ["--columns", "NAME=HEADING"]),
        (["--facts", "gone.jsonl"], ["gone.jsonl"]),
        (["--metadata", "gone.csv"], ["gone.csv"]),
        (["--rulebook", "gone"], ["gone", "no such folder"]),
        (["--verdicts", "some"], ["--verdicts"]),
    ],
)
def test_wrong_usage_names_the_option_and_what_was_expected(analyse, calls, given, names):
    typed = analyse(calls, *given)
    assert typed.code == 2
    assert typed.out == ""
    assert all(name in typed.err for name in names)


def test_an_input_that_is_not_there_is_named(analyse, tmp_path):
    typed = analyse(tmp_path / "gone.jsonl")
    assert typed.code == 2
    assert "gone.jsonl" in typed.err


def test_an_error_names_file_line_and_field_and_writes_nothing(analyse, calls, tmp_path):
    calls.write_bytes(calls.read_bytes() + b'{"id":"c3","utterances":[{"text":7}]}\n')
    typed = analyse(calls, "--out", tmp_path / "a.jsonl")
    assert typed.code == 2
    assert f"{calls} line 3: utterances[0].text is 7" in typed.err
    assert "--keep-going" in typed.err
    assert [path.name for path in tmp_path.iterdir()] == ["calls.jsonl"]


def test_keep_going_judges_the_good_rows_and_counts_the_bad(analyse, calls):
    calls.write_bytes(calls.read_bytes() + b"{broken\n")
    typed = analyse(calls, "--keep-going", "--json")
    assert typed.code == 0
    assert f"{calls} line 3" in typed.err
    summary = json.loads(typed.out)
    assert (summary["conversations"], summary["problems"]) == (2, 1)


def test_where_nothing_could_be_read_keep_going_does_not_help(analyse, tmp_path):
    path = tmp_path / "calls.jsonl"
    path.write_bytes(b'{"id":"c1","utterances":[{"text":7}]}\n')
    assert analyse(path, "--keep-going").code == 2


def test_a_fact_that_is_wrong_is_named_by_line_and_field(analyse, calls, tmp_path):
    facts = tmp_path / "facts.jsonl"
    facts.write_bytes(
        b'{"kind":"policy","id":"P","premium":"much"}\n{"kind":"complaint","id":"X","at":"soon"}\n'
    )
    typed = analyse(calls, "--facts", facts)
    assert typed.code == 2
    assert re.search(rf"{re.escape(str(facts))} line 1.*premium", typed.err)
    assert re.search(rf"{re.escape(str(facts))} line 2.*at", typed.err)


def test_without_an_unfinished_run_resume_starts_afresh(analyse, calls, tmp_path):
    typed = analyse(calls, "--resume", "--out", tmp_path / "a.jsonl")
    assert typed.code == 0
    assert "starting afresh" in typed.err


@pytest.fixture
def found(analyse, calls, tmp_path):
    analyse(calls, "--out", tmp_path / "found.jsonl", "--out", tmp_path / "found.parquet")
    return tmp_path / "found.jsonl"


def replay(type_in, small_rulebook, *arguments):
    return type_in("replay", "--workers", 1, "--rulebook", small_rulebook, *arguments)


@pytest.mark.parametrize("name", ["found.jsonl", "found.parquet"])
def test_a_replay_gives_the_same_findings(type_in, small_rulebook, calls, found, name):
    typed = replay(type_in, small_rulebook, found.with_name(name), calls)
    assert typed.code == 0
    assert "all the same" in typed.out


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("verdict", "passed"),
        ("severity", "note"),
        ("fingerprint", "0" * 32),
        ("evidence", []),
        ("adviser", "somebody else"),
    ],
)
def test_a_replay_tells_what_was_tampered_with(
    type_in, small_rulebook, calls, found, member, value
):
    first, *others = found.read_bytes().splitlines(keepends=True)
    changed = json.loads(first) | {member: value}
    found.write_bytes(json.dumps(changed, ensure_ascii=False).encode() + b"\n" + b"".join(others))
    typed = replay(type_in, small_rulebook, found, calls, "--json")
    assert typed.code == 1
    told = json.loads(typed.out)["differences"]
    assert ["changed", changed["rule"], "c1", [member]] in told


def test_a_replay_tells_a_finding_that_is_gone_and_one_that_is_new(
    type_in, small_rulebook, calls, found
):
    lines = found.read_bytes().splitlines(keepends=True)
    invented = json.loads(lines[0]) | {"conversation": "c9"}
    found.write_bytes(b"".join(lines[1:]) + json.dumps(invented).encode() + b"\n")
    typed = replay(type_in, small_rulebook, found, calls)
    assert typed.code == 1
    assert "2 differ" in typed.out
    assert "new " in typed.out
    assert "missing " in typed.out


def test_a_replay_of_another_transcript_differs(type_in, small_rulebook, calls, found):
    calls.write_bytes(calls.read_bytes().replace("保本的".encode(), "保本啊".encode()))
    assert replay(type_in, small_rulebook, found, calls).code == 1


def test_a_replay_of_something_else_is_unreadable(type_in, small_rulebook, calls):
    typed = replay(type_in, small_rulebook, calls, calls)
    assert typed.code == 2
    assert "calls.jsonl" in typed.err


def test_rules_are_listed_worst_first(type_in, small_rulebook):
    listed = json.loads(type_in("rules", "list", small_rulebook, "--json").out)
    assert [one["severity"] for one in listed][:3] == ["critical", "major", "major"]
    assert {one["id"] for one in listed} == {one["id"] for one in RULES}
    assert "sale.promise" in type_in("rules", "list", small_rulebook).out


def test_a_rule_is_explained_in_both_languages(type_in, small_rulebook):
    given = ("rules", "explain", "sale.promise", "--rulebook", small_rulebook)
    assert "违规：" in type_in(*given, lang="zh").out
    assert "Violated when:" in type_in(*given).out


def test_an_unknown_rule_is_answered_with_similar_ones(type_in, small_rulebook):
    typed = type_in("rules", "explain", "sale.promis", "--rulebook", small_rulebook)
    assert typed.code == 2
    assert "sale.promise" in typed.err


def folder_of(tmp_path: Path, *rules) -> Path:
    for name, text in files_of(*rules).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


PROMISE = {"promise": {"by": "adviser", "any": ["保本"], "unless": "negated"}}


def test_rules_test_says_yes_when_every_example_holds(type_in, tmp_path):
    examples = {"violated": [[{"adviser": "保本的"}]], "passed": [[{"adviser": "不保本"}]]}
    folder = folder_of(tmp_path, rule(says=PROMISE, violated="promise", examples=examples))
    typed = type_in("rules", "test", folder, "--json")
    assert typed.code == 0
    assert json.loads(typed.out)["test"]["examples"] == 2


def test_rules_test_says_no_and_names_the_example(type_in, tmp_path):
    examples = {"violated": [[{"adviser": "保本的"}], [{"adviser": "您好"}]]}
    folder = folder_of(tmp_path, rule(says=PROMISE, violated="promise", examples=examples))
    typed = type_in("rules", "test", folder)
    assert typed.code == 1
    assert "test.rule  violated example 2: got passed" in typed.out


def test_a_broken_rulebook_is_told_with_file_line_and_member(type_in, tmp_path):
    folder = folder_of(tmp_path, rule(says=PROMISE, violated="promise and nobody"))
    typed = type_in("rules", "test", folder)
    assert typed.code == 2
    assert re.search(r"rules/test\.rule\.yaml line \d+: violated is 'nobody'", typed.err)
    assert "^" in typed.err


def test_a_backtest_tells_what_a_changed_rulebook_loses(type_in, small_rulebook, calls, tmp_path):
    (tmp_path / "new").mkdir()
    new = folder_of(tmp_path / "new", *RULES[1:])
    given = ("rules", "backtest", small_rulebook, new, calls, "--workers", 1)
    typed = type_in(*given)
    assert typed.code == 0
    assert "0 violations gained, 1 lost, 0 changed" in typed.out
    told = json.loads(type_in(*given, "--json").out)
    assert [one["name"] for one in told["rules"]] == ["sale.promise"]


@pytest.mark.parametrize("of", ["conversation", "facts", "finding", "rule"])
def test_schemas_are_printed_as_they_are_published(type_in, of):
    typed = type_in("schema", of)
    assert typed.code == 0
    published = Path(__file__).parents[2] / "docs" / f"{of}.schema.json"
    assert json.loads(typed.out) == json.loads(published.read_text("utf-8"))


def test_fields_are_found_by_name_and_by_meaning(type_in):
    assert "policy.receipt_on" in type_in("fields", "receipt").out
    assert "policy.receipt_on" in type_in("fields", "签收", lang="zh").out
    found = json.loads(type_in("fields", "callback", "--json").out)
    assert found["fields"]
    assert "callback succeeded" in {event["name"] for event in found["events"]}


def test_a_field_nobody_knows_is_no_answer(type_in):
    assert type_in("fields", "zzz").code == 1
    assert type_in("fields", "zzz", "--json").code == 1


def test_the_doctor_finds_everything_there(type_in, small_rulebook, tmp_path, monkeypatch):
    monkeypatch.setattr(reference, "rulebook_of", lambda _: read_rulebook(small_rulebook))
    monkeypatch.setattr(reference, "_ENOUGH_DISK", 0)
    monkeypatch.setattr("goodfaith.platform.examining.ENOUGH_DISK_BYTES", 0)
    monkeypatch.setenv("GOODFAITH_HOME", str(tmp_path))
    checks = json.loads(type_in("doctor", "--json").out)
    assert {"Python", "Multi-pattern matching"} <= {check["name"] for check in checks}
    assert all(check["fine"] for check in checks)
    assert type_in("doctor").code == 0


def test_the_doctor_says_what_to_do_about_a_damaged_rulebook(type_in, tmp_path, monkeypatch):
    folder = folder_of(tmp_path, rule(violated="nobody"))
    monkeypatch.setattr(reference, "rulebook_of", lambda _: read_rulebook(folder))
    typed = type_in("doctor")
    assert typed.code == 1
    assert "✗ Shipped rulebook" in typed.out
    assert "→ Install goodfaith again" in typed.out


CLI = Path(__file__).parents[2] / "src" / "goodfaith" / "cli"
CATALOGUE = yaml.safe_load((CLI / "words.yaml").read_text("utf-8"))


def test_every_sentence_stands_in_both_languages_with_the_same_blanks():
    for name, said in CATALOGUE.items():
        assert said.keys() == {"zh", "en"}, name
        blanks = [sorted(re.findall(r"{(\w+)}", str(text))) for text in said.values()]
        assert blanks[0] == blanks[1], name


def test_every_sentence_that_is_used_exists_and_every_one_is_used():
    source = "\n".join(path.read_text("utf-8") for path in CLI.glob("*.py"))
    used = set(re.findall(r'\.(?:word|say)\(\s*f?"([a-z_]+)"', source))
    started = set(re.findall(r'\.(?:word|say)\(\s*f"([a-z_]+_){', source))
    in_choices = set(re.findall(r'teller\.word\("([a-z_]+)" if \w', source))
    used |= in_choices | {"nothing_to_resume"}
    assert used - CATALOGUE.keys() == set()
    unused = {
        name
        for name in CATALOGUE.keys() - used
        if not any(name.startswith(start) for start in started) and f'"{name}"' not in source
    }
    assert unused == set()


def test_summary_without_terminal_has_no_control_characters(analyse, calls):
    typed = analyse(calls)
    assert "\x1b" not in typed.out + typed.err


def test_the_language_is_taken_from_the_environment(capfd, monkeypatch, small_rulebook):
    from goodfaith.cli import main

    monkeypatch.setenv("GOODFAITH_LANG", "en_GB.UTF-8")
    assert main(["rules", "explain", "sale.promise", "--rulebook", str(small_rulebook)]) == 0
    assert "Violated when:" in capfd.readouterr().out
