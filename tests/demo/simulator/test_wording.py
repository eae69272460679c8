"""The authored wording: readable, reserved in part, and strange to the rulebook's examples."""

import re

import pytest

from goodfaith.demo.simulator import simulate
from goodfaith.demo.simulator.line import is_reserved, read_line
from goodfaith.demo.simulator.seeding import derive
from goodfaith.demo.simulator.talk import Talk
from goodfaith.demo.simulator.wordbook import WordingInvalid, load_wordbook, read_wordbook

CATALOGUE = "any:\n  any.ack: customer 应声\n"


def test_every_move_has_wording():
    assert not [move.id for move in load_wordbook().moves.values() if not move.lines]


def test_about_a_quarter_of_the_wording_is_reserved():
    lines = [line for _, line in load_wordbook().lines()]
    share = sum(line.reserved for line in lines) / len(lines)
    assert 0.2 < share < 0.3


def test_whether_a_line_is_reserved_depends_on_its_text_alone():
    assert is_reserved("喂，您好。") == is_reserved("喂，您好。")
    assert {is_reserved(f"第{n}句。") for n in range(50)} == {True, False}


def test_reserved_wording_is_in_no_rule_example(rulebook):
    examples = {
        text.strip("。，？！ ")
        for rule in rulebook.rules
        for example in rule.examples
        for text in re.findall(r"[\u4e00-\u9fff，。？！]+", repr(example))
    }
    for move, line in load_wordbook().lines():
        if line.reserved and move.id.startswith("violate."):
            for part in line.text.split(" // "):
                said = re.sub(r"^!?[客顾亲柜经服机]：!?", "", part).strip("!。，？！ ")
                assert len(said) < 6 or said not in examples, (move.id, part)


def test_open_wording_never_uses_a_reserved_line():
    for one in simulate("tiny", 3, wording="open").conversations():
        assert one.truth.reserved_lines == 0
        assert one.truth.lines > 0


def test_reserved_wording_uses_reserved_lines_where_there_are_any():
    all_of_it = list(simulate("tiny", 3, wording="reserved").conversations())
    used = sum(one.truth.reserved_lines for one in all_of_it)
    assert used > 0.6 * sum(one.truth.lines for one in all_of_it)
    assert all(one.truth.uses_reserved_wording for one in all_of_it)


def test_slots_choices_speakers_and_marks_are_read():
    line = read_line("客：<喂|你好>，找谁？ // !找<customer>。", "child !ill")
    asked, answered = line.turns
    assert (asked.role, answered.role) == ("customer", "")
    assert (asked.marked, answered.marked) == (False, True)
    assert asked.render(derive(1), {}) in ("喂，找谁？", "你好，找谁？")
    assert answered.render(derive(1), {"customer": "王女士"}) == "找王女士。"
    assert line.fits(frozenset({"child"}))
    assert not line.fits(frozenset({"child", "ill"}))


def test_attachments_are_read():
    turn = read_line("<image>体检报告.jpg").turns[0]
    assert (turn.sent, turn.render(derive(1), {})) == ("image", "体检报告.jpg")


def test_all_mistakes_are_told_at_once():
    lines = "any.ack:\n  - 找<nobody>。\nany.other:\n  - 嗯。\n"
    with pytest.raises(WordingInvalid) as told:
        read_wordbook({"moves.yaml": CATALOGUE, "mine.yaml": lines})
    assert "mine.yaml: any.ack: slot <nobody>" in str(told.value)
    assert "mine.yaml: any.other: unknown" in str(told.value)


def test_the_same_line_of_two_files_counts_once():
    texts = {"moves.yaml": CATALOGUE, "a.yaml": "any.ack: [嗯。]", "b.yaml": "any.ack: [嗯。]"}
    assert len(read_wordbook(texts)["any.ack"].lines) == 1


def test_no_line_writes_a_private_number_out():
    digits = re.compile(r"\d{7,}|[零一二三四五六七八九幺]{8,}")
    for move, line in load_wordbook().lines():
        assert not digits.search(line.text), (move.id, line.text)


def spoken(line, by, speaker="adviser"):
    book = read_wordbook(
        {"moves.yaml": f"any:\n  any.ack: {by} 说\n", "a.yaml": f"any.ack:\n  - {line}"}
    )
    talk = Talk(derive(1), book, "all", {}, speaker)
    about = talk.say("any.ack")
    return [(said.role, said.text) for said in talk.said], about.text


def test_the_sides_take_turns_and_the_company_speaks_as_whoever_spoke_last():
    assert spoken("您好。 // 嗯。 // 请坐。", "teller", "channel_manager")[0] == [
        ("teller", "您好。"),
        ("customer", "嗯。"),
        ("teller", "请坐。"),
    ]


def test_a_line_may_begin_with_the_customer_and_is_about_its_own_speaker():
    turns, about = spoken("客：能便宜吗？ // 私下返您两百。", "adviser")
    assert turns == [("customer", "能便宜吗？"), ("adviser", "私下返您两百。")]
    assert about == "私下返您两百。"


def test_three_may_speak():
    turns, _ = spoken(
        "妈，听懂没有？ // 客：听懂了。 // 经：您随时问。", "relative", "channel_manager"
    )
    assert [role for role, _ in turns] == ["relative", "customer", "channel_manager"]
