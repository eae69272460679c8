"""The files of a rulebook: sliced, compared, merged, checked, packed. Without a database."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from goodfaith.analysis.problems import UnreadableInput
from goodfaith.analysis.rules.reading import read_rule_files
from goodfaith.conversations.reading.packing import packed, unpacked
from goodfaith.quality.versions import archive
from goodfaith.quality.versions.archive import read_archive
from goodfaith.quality.versions.checking import check_file, read_rule
from goodfaith.quality.versions.differing import differing_rules
from goodfaith.quality.versions.exampling import example_of, with_example
from goodfaith.quality.versions.lines import merged, side_by_side
from goodfaith.quality.versions.slicing import is_rule, rules_touched, sliced
from small_world import files_of, rule, talk
from spoilt_archives import METHODS

SHIPPED = Path(archive.__file__).parents[1] / "rulebooks" / "zh_insurance"
POINTS = {
    "money": {"by": "adviser", "any": ["钱"]},
    "like_money": {"like": ["money"], "by": "customer", "any": ["款"]},
    "alone": {"by": "adviser", "any": ["别的"]},
}


@cache
def shipped() -> dict[str, str]:
    paths = sorted(SHIPPED.rglob("*.yaml"))
    return {p.relative_to(SHIPPED).as_posix(): p.read_text("utf-8") for p in paths}


def small() -> dict[str, str]:
    own = {"said": {"by": "adviser", "any": ["好"]}}
    return files_of(
        rule("a.money", violated="money"),
        rule("a.like", violated="like_money"),
        rule("a.own", says=own, violated="said"),
        points=POINTS,
    )


def test_a_rule_of_a_part_is_the_rule_of_the_whole() -> None:
    """Of every shipped rule: the part that it needs gives it the same version."""
    whole = {rule.file: rule.version for rule in read_rule_files(shipped())}
    for path in sorted(whole)[::12]:
        assert read_rule(shipped(), path)[0].version == whole[path], path


def test_a_part_keeps_the_lines_of_its_problems() -> None:
    files = small() | {
        "points/shared.yaml": small()["points/shared.yaml"].replace("alone:", "alone:\n  bad: 1")
    }
    text = files["points/shared.yaml"]
    (wrong,) = check_file(files, "points/shared.yaml", text)
    assert text.split("\n")[wrong.line - 1].strip() == "bad: 1"


def test_what_names_a_changed_point_is_touched_and_nothing_else() -> None:
    old = small()
    new = old | {"points/shared.yaml": old["points/shared.yaml"].replace("钱", "金")}
    assert rules_touched(old, new) == ["rules/a.like.yaml", "rules/a.money.yaml"]
    assert [d.rule for d in differing_rules(old, new)] == ["a.like", "a.money"]
    assert sliced(new, ["rules/a.own.yaml"]).keys() == {"rules/a.own.yaml", "rulebook.yaml"}


@settings(deadline=None, max_examples=15)
@given(st.data())
def test_rules_that_differ_are_those_whose_version_differs(data: st.DataObject) -> None:
    """Against reading both rulebooks whole."""
    old = small()
    path = data.draw(st.sampled_from(sorted(old)))
    word = data.draw(st.sampled_from(["钱", "款", "别的", "好"]))
    new = old | {path: old[path].replace(word, word + "啊")}
    before, after = ({r.id: r.version for r in read_rule_files(f)} for f in (old, new))
    expected = sorted(id for id in before if before[id] != after[id])
    assert [d.rule for d in differing_rules(old, new) if d.how != "examples"] == expected


def test_every_problem_of_a_text_is_told_at_once_with_a_caret() -> None:
    files = small()
    text = files["rules/a.own.yaml"].replace("violated: said", "violated: said then")
    wrong = check_file(files, "rules/a.own.yaml", text + "severity: grave\nnonsense: 1\n")
    assert [w.field for w in wrong] == ["violated", "severity", "nonsense"]
    assert wrong[0].source == "said then"
    assert wrong[0].caret.endswith("^")


def test_a_point_that_goes_is_told_by_the_rules_that_use_it() -> None:
    files = small()
    left = {name: point for name, point in POINTS.items() if name == "alone"}
    wrong = check_file(files, "points/shared.yaml", yaml.safe_dump(left, allow_unicode=True))
    assert {w.file for w in wrong} == {"rules/a.like.yaml", "rules/a.money.yaml"}


@pytest.mark.parametrize(
    "text", ["a: &a [1]\nb: *a\n", "[" * 5_000, "\0", "x" * (2 << 20), "a: [", ": :", "- 1", ""]
)
def test_hostile_text_is_refused_in_words(text: str) -> None:
    files = small()
    assert check_file(files, "points/shared.yaml", text) != []


def test_points_in_one_line_are_read_whole() -> None:
    files = small()
    one_line = yaml.safe_dump(POINTS, default_flow_style=True, sort_keys=False)
    files["points/shared.yaml"] = one_line
    assert read_rule(files, "rules/a.money.yaml")[0].points
    assert rules_touched(small(), files) == sorted(filter(is_rule, files))
    assert [d.how for d in differing_rules(small(), files)] == []


LINES = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=8).map(
    lambda lines: "".join(f"{line}\n" for line in lines)
)


@given(LINES, LINES)
def test_what_one_person_changed_is_the_merge(base: str, mine: str) -> None:
    assert merged(base, mine, base) == mine
    assert merged(base, base, mine) == mine
    assert merged(base, mine, mine) == mine


@given(LINES, LINES, LINES)
def test_a_merge_does_not_depend_on_who_was_first(base: str, mine: str, theirs: str) -> None:
    assert merged(base, mine, theirs) == merged(base, theirs, mine)


@given(LINES, LINES)
def test_both_sides_can_be_read_off_the_rows(old: str, new: str) -> None:
    rows = side_by_side(old, new, context=99)
    if old != new:
        assert [r.old for r in rows if r.old_number is not None] == old.splitlines()
        assert [r.new for r in rows if r.new_number is not None] == new.splitlines()
    else:
        assert rows == []


def test_two_who_change_the_same_line_are_not_merged() -> None:
    assert merged("a\nb\nc\n", "a\nx\nc\n", "a\ny\nc\n") is None
    assert merged("a\nb\nc\nd\ne\n", "x\nb\nc\nd\ne\n", "a\nb\nc\nd\ny\n") == "x\nb\nc\nd\ny\n"


PATHS = st.from_regex(r"(rules|points)/[a-z]{1,8}\.yaml", fullmatch=True)
TEXTS_OF_FILES = st.text(st.characters(exclude_characters="\0\r", codec="utf-8"))


@given(st.dictionaries(PATHS, TEXTS_OF_FILES, min_size=1))
def test_an_archive_gives_back_what_went_in(files: dict[str, str]) -> None:
    assert unpacked(packed(files)) == files
    if any(path.startswith("rules/") for path in files):
        assert read_archive(packed(files), "x") == files


def test_a_folder_around_everything_is_left_out() -> None:
    around = {f"mine/{path}": text for path, text in small().items()}
    assert read_archive(packed(around), "x") == small()


@pytest.mark.parametrize("content", [b"", b"no zip", packed({"points/a.yaml": "x"})])
def test_what_is_no_rulebook_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableInput):
        read_archive(content, "x")


def test_a_bomb_is_refused_by_what_it_unpacks_to() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("rules/a.yaml", b" " * (archive.LARGEST_FILE + 1))
    with pytest.raises(UnreadableInput, match="unpacks more than"):
        read_archive(bomb.getvalue(), "x")


def test_a_file_that_is_too_large_is_named() -> None:
    large = io.BytesIO()
    with zipfile.ZipFile(large, "w") as opened:
        opened.writestr("rules/a.yaml", b" " * (archive.LARGEST_FILE + 1))
    with pytest.raises(UnreadableInput, match=r"rules/a\.yaml.*too large"):
        read_archive(large.getvalue(), "x")


@given(st.binary(max_size=80), st.integers(0, 600), st.sampled_from(sorted(METHODS)))
def test_no_archive_makes_reading_fail(noise: bytes, at: int, method: str) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", METHODS[method]) as opened:
        for path, text in small().items():
            opened.writestr(path, text)
    content = made.getvalue()
    with suppress(UnreadableInput):
        read_archive(content[:at] + noise + content[at + len(noise) :], "x")


SAID = talk("c", ("A", "您好"), ("C", "保本: 吗？"), ("A", "保本的"))
TEXTS = ["您好", "保本: 吗？", "保本的"]


@pytest.mark.parametrize(
    "examples",
    [
        "",
        "examples:\n",
        "examples: {}\n",
        "examples:\n  violated: []\n",
        "examples:\n  passed:\n    - [{adviser: 好}]\n",
        "examples:\n  violated:\n  - - adviser: 好\n    - customer: 嗯\n  # 一句话\n"
        "  passed:\n  - - adviser: 好\n",
        "examples:\n  violated:\n    - [{adviser: 好}]   # 说明\n\n    - turns:\n"
        "        - adviser: 好\n      channel: phone\nnote: x\n",
    ],
)  # fmt: skip
def test_an_example_more_changes_nothing_else(examples: str) -> None:
    text = f"id: a.b\n# 注\nviolated: x\n{examples}"
    made = with_example(text, "violated", example_of(SAID, TEXTS, 1, 2))
    before, after = yaml.safe_load(text), yaml.safe_load(made)
    old = (before.get("examples") or {}).get("violated") or []
    new = [{"customer": "保本: 吗？"}, {"adviser": "保本的"}]
    assert after["examples"]["violated"] == [*old, new]
    after["examples"].pop("violated")
    assert after["examples"] == {
        k: v for k, v in (before.get("examples") or {}).items() if k != "violated"
    }
    assert "# 注" in made


def test_a_rule_of_every_shipped_file_is_recognised() -> None:
    assert sum(map(is_rule, shipped())) == len(list((SHIPPED / "rules").glob("*.yaml")))
