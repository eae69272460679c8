"""Reading a rulebook: everything that is wrong with it at once, each with its place."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from goodfaith.analysis import RulebookInvalid, read_rulebook
from goodfaith.analysis.rules.reading import read_rule_files
from goodfaith.analysis.rules.schema import rule_schema
from goodfaith.cli.inputs import shipped_rulebook
from small_world import files_of, rule, rulebook_of

SAYS = {"promise": {"by": "adviser", "any": ["保本"]}}


def problems_of(files: dict[str, str]) -> list[tuple[str, str, str]]:
    """File, place and field of each problem."""
    with pytest.raises(RulebookInvalid) as caught:
        read_rule_files(files)
    return [(p.file, p.place, p.field) for p in caught.value.problems]


def told(*rules: dict[str, Any], **more: Any) -> str:
    with pytest.raises(RulebookInvalid) as caught:
        rulebook_of(*rules, **more)
    return str(caught.value)


BROKEN = {
    "rulebook.yaml": "name: test\nsteps: [need, nowhere]\ncolour: red\n",
    "points/a.yaml": """\
need: {any: [需要]}
surrendered: {any: [退保]}
empty: {by: adviser}
loud: {by: loudspeaker, any: [保本]}
""",
    "points/b.yaml": "need: {any: [要]}\nlater: {like: unknown_point}\n",
    "rules/one.rule.yaml": """\
id: one.rule
title: {zh: 一}
severity: terrible
deducts: many
veto: maybe
basis: []
in_force: {from: soon}
colour: red
says:
  a:
    any:
      - 保本
      - "保本.*收益"
      - 7
    unless: [denied]
    at: middle
    first: 3 weeks
    in_reply_to: nobody
    near: {a: [甲]}
    number: {kind: weight, near: [重]}
    sends: [parcel]
  Big: {any: [大]}
violated: a and nobody
when: call.purpose is slaes
severity_when: {minor: "a before", dreadful: a}
examples:
  violated: once
  sometimes: []
""",
    "rules/other.yaml": "id: two.rule\ntitle: {zh: 二, en: two}\nbasis: x\n",
    "rules/three.rule.yaml": "id: three.rule\nid: four.rule\n",
    "rules/five.rule.yaml": "id: [\n",
}


def test_all_that_is_wrong_is_told_at_once_with_file_line_and_member():
    assert problems_of(BROKEN) == [
        ("points/a.yaml", "line 2", "surrendered"),
        ("points/a.yaml", "line 3", "empty"),
        ("points/a.yaml", "line 4", "loud.by"),
        ("points/b.yaml", "line 1", "need"),
        ("points/b.yaml", "line 2", "later.like"),
        ("rulebook.yaml", "line 2", "steps.1"),
        ("rulebook.yaml", "line 3", "colour"),
        ("rules/five.rule.yaml", "line 2", ""),
        ("rules/one.rule.yaml", "line 2", "title"),
        ("rules/one.rule.yaml", "line 3", "severity"),
        ("rules/one.rule.yaml", "line 4", "deducts"),
        ("rules/one.rule.yaml", "line 5", "veto"),
        ("rules/one.rule.yaml", "line 6", "basis"),
        ("rules/one.rule.yaml", "line 7", "in_force.from"),
        ("rules/one.rule.yaml", "line 8", "colour"),
        ("rules/one.rule.yaml", "line 13", "says.a.any.1"),
        ("rules/one.rule.yaml", "line 14", "says.a.any.2"),
        ("rules/one.rule.yaml", "line 15", "says.a.unless"),
        ("rules/one.rule.yaml", "line 16", "says.a.at"),
        ("rules/one.rule.yaml", "line 17", "says.a.first"),
        ("rules/one.rule.yaml", "line 18", "says.a.in_reply_to"),
        ("rules/one.rule.yaml", "line 19", "says.a.near.0"),
        ("rules/one.rule.yaml", "line 20", "says.a.number.kind"),
        ("rules/one.rule.yaml", "line 21", "says.a.sends"),
        ("rules/one.rule.yaml", "line 22", "says.Big"),
        ("rules/one.rule.yaml", "line 23", "violated"),
        ("rules/one.rule.yaml", "line 24", "when"),
        ("rules/one.rule.yaml", "line 25", "severity_when.dreadful"),
        ("rules/one.rule.yaml", "line 25", "severity_when.minor"),
        ("rules/one.rule.yaml", "line 27", "examples.violated"),
        ("rules/one.rule.yaml", "line 28", "examples.sometimes"),
        ("rules/other.yaml", "line 1", "id"),
        ("rules/other.yaml", "line 1", "violated"),
        ("rules/three.rule.yaml", "line 2", ""),
    ]


def test_a_key_that_stands_twice_is_refused():
    files = files_of(rule(says=SAYS, violated="promise"))
    files["rules/test.rule.yaml"] += "severity: major\nseverity: minor\n"
    with pytest.raises(RulebookInvalid, match="severity stands here twice"):
        read_rule_files(files)


def test_an_error_shows_what_was_found_and_what_was_expected():
    assert "severity is 'bad', expected one of critical, major, minor, note" in told(
        rule(says=SAYS, violated="promise", severity="bad")
    )
    assert (
        "rules/test.rule.yaml line 6: colour is unknown here, expected one of amid_candour"
        in told(rule(colour="red", says=SAYS, violated="promise"))
    )


def test_a_misspelt_choice_is_told_with_the_choices():
    assert "slaes is none of call.purpose: sales, callback" in told(
        rule(says=SAYS, violated="promise and call.purpose is slaes")
    )


def test_a_refused_pattern_is_told_with_the_reason():
    says = {"a": {"any": ["保本.*"]}}
    assert "'保本.*': may match endless characters" in told(rule(says=says, violated="a"))


def test_a_condition_that_cannot_be_read_is_shown_with_a_caret():
    lines = told(rule(says=SAYS, violated="promise and nobody")).split("\n")
    assert lines[0].endswith("'nobody' is neither a point of this rule nor an event")
    assert lines[1].index("nobody") == lines[2].index("^")


def test_a_point_may_not_be_named_like_an_event():
    wrong = told(rule(says={"surrendered": {"any": ["退保"]}}, violated="surrendered"))
    assert "'surrendered' is an event of the field dictionary" in wrong


@pytest.mark.parametrize("id", ["promise", "Sale.promise", "sale.", "sale promise", ""])
def test_an_id_has_a_form_of_its_own(id):
    files = {f"rules/{id}.yaml": yaml.safe_dump(rule(id, says=SAYS, violated="promise"))}
    assert "id" in {field for _, _, field in problems_of(files)}


def test_an_id_is_the_name_of_its_file_and_stands_once():
    text = yaml.safe_dump(rule("sale.promise", says=SAYS, violated="promise"))
    ((file, _, field),) = problems_of({"rules/sale.other.yaml": text})
    assert (file, field) == ("rules/sale.other.yaml", "id")
    twice = {"a/sale.promise.yaml": text, "b/sale.promise.yaml": text}
    assert problems_of(twice) == [("b/sale.promise.yaml", "", "id")]


def test_a_folder_that_is_not_there_is_no_rulebook(tmp_path):
    with pytest.raises(RulebookInvalid, match="no such folder"):
        read_rulebook(tmp_path / "gone")


def test_a_rulebook_with_nothing_in_it_has_no_rules(tmp_path):
    assert len(read_rulebook(tmp_path)) == 0


def test_points_are_shared_and_those_a_rule_does_not_need_stay_out():
    points = {"asked": {"any": ["问"]}, "spare": {"any": ["备"]}}
    says = {"yes": {"any": ["对"], "in_reply_to": "asked"}, "unused": {"any": ["闲"]}}
    (only,) = rulebook_of(rule(says=says, violated="yes"), points=points)
    assert [point.id for point in only.points] == ["asked", "test.rule:yes"]


def test_a_version_changes_with_a_shared_point_and_not_with_a_spare_one():
    written = rule(violated="asked")
    versions = [
        rulebook_of(written, points=points).rule("test.rule").version
        for points in (
            {"asked": {"any": ["问"]}},
            {"asked": {"any": ["问"]}, "spare": {"any": ["备"]}},
            {"asked": {"any": ["问", "请教"]}},
        )
    ]
    assert versions[0] == versions[1] != versions[2]


def test_a_version_changes_with_a_point_that_a_shared_one_is_like():
    written = rule(violated="asked")
    versions = {
        rulebook_of(written, points={"base": {"any": [word]}, "asked": {"like": "base"}})
        .rule("test.rule")
        .version
        for word in ("问", "请教")
    }
    assert len(versions) == 2


def test_the_hash_of_a_rulebook_changes_with_any_rule_and_not_with_their_order():
    one, two = (rule(f"test.{n}", says=SAYS, violated="promise") for n in ("one", "two"))
    assert rulebook_of(one, two).hash == rulebook_of(two, one).hash
    assert rulebook_of(one, two).hash != rulebook_of(one, two | {"deducts": 1}).hash
    assert rulebook_of(one, two).hash != rulebook_of(one).hash


FITS = {
    "string": str,
    "number": (int, float),
    "integer": int,
    "boolean": bool,
    "array": list,
    "object": dict,
}


def errors(schema: dict[str, Any], value: Any, at: str, root: dict[str, Any]) -> list[str]:
    """What of a JSON Schema the value breaks: the words that the rule schema uses, no others."""
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    known = set(
        "type properties required additionalProperties anyOf enum items minItems minLength "
        "pattern minimum maximum format description title $schema $defs $comment".split()
    )
    assert set(schema) <= known, f"the test does not know {set(schema) - known}"
    if "anyOf" in schema:
        tried = [errors(one, value, at, root) for one in schema["anyOf"]]
        return [] if [] in tried else min(tried, key=len)
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(isinstance(value, FITS[kind]) for kind in kinds):
        return [f"{at} is no {' or '.join(kinds)}"]
    found = [] if value in schema.get("enum", [value]) else [f"{at} is none of the choices"]
    if isinstance(value, str) and (
        len(value) < schema.get("minLength", 0) or not re.search(schema.get("pattern", ""), value)
    ):
        found.append(f"{at} does not fit")
    if isinstance(value, list):
        found += [f"{at} is too short"] if len(value) < schema.get("minItems", 0) else []
        for index, item in enumerate(value):
            found += errors(schema.get("items", {}), item, f"{at}[{index}]", root)
    if isinstance(value, dict):
        found += _errors_of_members(schema, value, at, root)
    return found


def _errors_of_members(schema, value, at, root) -> list[str]:
    found = [f"{at}.{name} is missing" for name in schema.get("required", []) if name not in value]
    others = schema.get("additionalProperties", True)
    for name, member in value.items():
        inner = schema.get("properties", {}).get(name, others)
        if inner is False:
            found.append(f"{at}.{name} is unknown")
        elif inner is not True:
            found += errors(inner, member, f"{at}.{name}", root)
    return found


def shipped() -> list[Path]:
    return sorted(shipped_rulebook().glob("rules/*.yaml"))


def test_every_shipped_rule_fits_the_published_schema():
    schema = rule_schema()
    found = [
        error
        for path in shipped()
        for error in errors(
            schema, yaml.load(path.read_text("utf-8"), yaml.CSafeLoader), path.stem, schema
        )
    ]
    assert found == []


def test_every_shipped_point_fits_the_published_schema():
    schema = rule_schema()
    found = [
        error
        for path in sorted(shipped_rulebook().glob("points/*.yaml"))
        for name, point in yaml.load(path.read_text("utf-8"), yaml.CSafeLoader).items()
        for error in errors(schema["$defs"]["point"], point, name, schema)
    ]
    assert found == []


def test_the_schema_refuses_what_the_reader_refuses():
    schema = rule_schema()
    broken = yaml.safe_load(BROKEN["rules/one.rule.yaml"])
    for part in ("title", "severity", "deducts", "veto", "colour", "says.a.unless", "says.a.at"):
        assert any(error.startswith(f"x.{part}") for error in errors(schema, broken, "x", schema))


def test_the_second_half_of_a_near_cannot_begin_the_utterance():
    near = {"near": {"a": "保本", "b": ["^对", "[^不]会", r"\^甲"]}}
    with pytest.raises(RulebookInvalid) as invalid:
        rulebook_of(rule(says={"p": near}, violated="p"))
    (problem,) = invalid.value.problems
    assert problem.field == "says.p.near.0.b.0"
