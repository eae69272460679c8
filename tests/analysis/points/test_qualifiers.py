"""Which places where the words stand count as mentions of a point."""

from __future__ import annotations

import pytest

from goodfaith.analysis import Attachment, Conversation, Utterance
from small_world import judged, mentions_of, rule, rulebook_of, talk


def found(point: dict, *turns, **more) -> list[tuple[int, int, int]]:
    """Places: utterance, start, end."""
    call = turns[0] if isinstance(turns[0], Conversation) else talk("c", *turns)
    return [(m.utterance, m.start, m.end) for m in mentions_of(point, call, **more)]


def doubts(point: dict, *turns, **more) -> list[str]:
    return [m.doubt for m in mentions_of(point, talk("c", *turns), **more)]


def values(point: dict, *turns) -> list[object]:
    return [m.value for m in mentions_of(point, talk("c", *turns))]


EVERYBODY = [("A", "甲"), ("B", "甲"), ("C", "甲"), ("O", "甲"), ("?", "甲")]


@pytest.mark.parametrize(
    ("by", "speakers"),
    [
        ("adviser", {0: "", 1: "", 4: "speaker"}),  # a robot speaks for the company
        ("robot", {1: "", 4: "speaker"}),
        ("customer", {2: "", 4: "speaker"}),
        ("other", {3: "", 4: "speaker"}),
        (["robot", "customer"], {1: "", 2: "", 4: "speaker"}),
        ("anyone", {0: "", 1: "", 2: "", 3: "", 4: ""}),
    ],
)
def test_only_those_asked_for_are_heard(by, speakers):
    mentions = mentions_of({"by": by, "any": "甲"}, talk("c", *EVERYBODY))
    assert {m.utterance: m.doubt for m in mentions} == speakers


def test_places_are_exact_in_the_stored_text():
    assert found({"any": ["保本", "Ａ类"]}, ("A", "😀保本，a類")) == [(0, 1, 3), (0, 4, 6)]


def test_of_overlapping_places_the_first_and_longest_counts():
    point = {"any": ["保本", "保本保息", "本保"]}
    assert found(point, ("A", "保本保息保本")) == [(0, 0, 4), (0, 4, 6)]


def test_a_match_never_crosses_an_utterance():
    assert found({"any": ["保本", "保.{0,3}本"]}, ("A", "保"), ("A", "本")) == []


@pytest.mark.parametrize(
    ("said", "inside"),
    [
        ("保本吗？", True),
        ("是不是保本", True),
        ("您知道保本吗。对的", True),
        ("保本。好吗？", False),
        ("好吗？保本", False),
        ("保本的", False),
    ],
)
def test_in_question_looks_at_the_sentence(said, inside):
    assert bool(found({"any": "保本", "in_question": True}, ("A", said))) is inside
    assert bool(found({"any": "保本", "in_question": False}, ("A", said))) is not inside


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ("对", {"start", "end", "whole"}),
        ("嗯，对啊。", {"start", "end", "whole"}),
        ("那个，对的", {"start", "end", "whole"}),
        ("对，您说得好", {"start"}),
        ("您说得对", {"end"}),
        ("您说得对不起", set()),
    ],
)
def test_at_the_start_the_end_or_the_whole_of_an_utterance(said, places):
    for place in ("start", "end", "whole"):
        assert bool(found({"any": "对", "at": place}, ("A", said))) is (place in places)


TURNS = [("A", "甲"), ("C", "甲"), ("A", "甲"), ("A", "甲"), ("C", "甲")]


@pytest.mark.parametrize(
    ("window", "utterances"),
    [
        ({"first": "1 turn"}, [0]),
        ({"first": "3 turns"}, [0, 1, 2, 3]),  # two utterances of one speaker are one turn
        ({"last": "1 turn"}, [4]),
        ({"last": "2 turns"}, [2, 3, 4]),
        ({"first": "9 turns"}, [0, 1, 2, 3, 4]),
    ],
)
def test_the_first_and_last_turns(window, utterances):
    assert [place[0] for place in found({"any": "甲"} | window, *TURNS)] == utterances


TIMED = [Utterance("甲", "A", start=10.0 * k, end=10.0 * k + 5) for k in range(5)]


@pytest.mark.parametrize(
    ("window", "utterances"),
    [
        ({"first": "20 seconds"}, [0, 1, 2]),
        ({"last": "15 seconds"}, [3, 4]),  # the last one ends in second 45
        ({"last": "0.5 seconds"}, []),
    ],
)
def test_the_first_and_last_seconds(window, utterances):
    assert [place[0] for place in found({"any": "甲"} | window, *TIMED)] == utterances


def test_the_last_seconds_are_those_of_the_recording():
    call = talk("c", *TIMED, duration=100.0)
    assert found({"any": "甲", "last": "30 seconds"}, call) == []
    assert [place[0] for place in found({"any": "甲", "last": "60 seconds"}, call)] == [4]


def test_without_times_a_mention_in_some_seconds_is_only_possible():
    assert doubts({"any": "甲", "first": "20 seconds"}, ("A", "甲")) == ["times"]
    assert doubts({"any": "甲", "last": "20 seconds"}, ("A", "甲")) == ["times"]


ASKED = {"by": "customer", "any": "保本"}
YES = {"by": "adviser", "any": "对", "at": "start", "in_reply_to": "asked"}


@pytest.mark.parametrize(
    ("turns", "utterances"),
    [
        ([("C", "保本？"), ("A", "对")], [1]),
        ([("C", "保本？"), ("A", "嗯"), ("A", "对")], [2]),  # still the same turn
        ([("C", "保本？"), ("C", "是吧"), ("A", "对")], [2]),
        ([("C", "保本？"), ("A", "您好"), ("C", "啊"), ("A", "对")], []),
        ([("A", "对"), ("C", "保本？")], []),
        ([("C", "您好"), ("A", "对")], []),
        ([("A", "保本"), ("A", "对")], []),  # nobody asked
        ([("C", "保本？"), ("?", "对")], [1]),
    ],
)
def test_an_answer_is_the_other_sides_next_turn(turns, utterances):
    assert [place[0] for place in found(YES, *turns, asked=ASKED)] == utterances


def test_an_answer_of_an_unknown_speaker_is_only_possible():
    assert doubts(YES, ("C", "保本？"), ("?", "对"), asked=ASKED) == ["speaker"]


def test_an_answer_may_come_some_turns_later_when_the_point_says_so():
    turns = [("C", "保本？"), ("A", "您好"), ("C", "啊"), ("A", "对")]
    assert [place[0] for place in found(YES | {"within": 2}, *turns, asked=ASKED)] == [3]
    assert found(YES | {"within": 1}, *turns, asked=ASKED) == []


def test_an_answer_to_any_of_several_questions():
    other = {"by": "customer", "any": "存款"}
    point = YES | {"in_reply_to": ["asked", "other"]}
    turns = [("C", "存款？"), ("A", "对"), ("C", "保本？"), ("A", "对"), ("C", "嗯"), ("A", "对")]
    assert [place[0] for place in found(point, *turns, asked=ASKED, other=other)] == [1, 3]


def test_an_answer_to_an_answer():
    doubt = {"by": "customer", "any": "真的", "in_reply_to": "yes"}
    point = {"by": "adviser", "any": "放心", "in_reply_to": "doubt"}
    turns = [("C", "保本？"), ("A", "对"), ("C", "真的？"), ("A", "放心")]
    given = {"asked": ASKED, "yes": YES, "doubt": doubt}
    assert found(point, *turns, **given) == [(3, 0, 2)]
    assert found(point, *turns[2:], **given) == []


def test_an_answer_may_be_misheard_or_sent():
    sounds = {"by": "adviser", "sounds_like": ["保本"], "in_reply_to": "asked"}
    assert found(sounds, ("C", "保本？"), ("A", "报本"), asked=ASKED) == [(1, 0, 2)]
    sends = {"by": "adviser", "sends": "image", "in_reply_to": "asked"}
    sent = Utterance("", "A", attachments=(Attachment("image"),))
    assert found(sends, ("C", "保本？"), sent, asked=ASKED) == [(1, 0, 0)]


@pytest.mark.parametrize(
    ("said", "count"),
    [("保证收益", 1), ("保证续保", 0), ("最低保证利率", 0), ("保证续保，保证收益", 1)],
)
def test_words_in_an_exception_are_no_mention(said, count):
    point = {"any": ["保证"], "except": ["保证续保", "最低保证.{0,2}利率"]}
    assert len(found(point, ("A", said))) == count


def test_what_an_exception_took_back_hides_no_other_place():
    point = {"any": ["保证续保收益", "收益"], "except": ["保证续保"]}
    assert found(point, ("A", "保证续保收益")) == [(0, 4, 6)]


def test_words_that_spoil_an_utterance_leave_the_others():
    point = {"any": "保本", "unless_said": ["以合同.{0,2}为准"]}
    assert found(point, ("A", "保本，以合同为准"), ("A", "保本")) == [(1, 0, 2)]


NEAR = {"near": {"a": ["本金"], "b": ["不会少", "安全"], "within": 4}}


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ("本金不会少", [(0, 0, 5)]),
        ("本金一分都不会少", [(0, 0, 8)]),
        ("本金一分钱都是不会少", []),
        ("安全的是本金", [(0, 0, 6)]),
        ("本金安全不会少", [(0, 0, 4)]),  # the nearest completes it
        ("本金", []),
    ],
)
def test_two_things_near_one_another(said, places):
    assert found(NEAR, ("A", said)) == places


def test_near_in_order_only():
    point = {"near": NEAR["near"] | {"ordered": True}}
    assert found(point, ("A", "本金安全")) == [(0, 0, 4)]
    assert found(point, ("A", "安全的是本金")) == []


def test_near_may_be_a_list_and_a_guard_looks_between():
    both = {"near": [NEAR["near"], {"a": ["收益"], "b": ["高"]}]}
    assert len(found(both, ("A", "本金安全，收益很高"))) == 2
    point = NEAR | {"unless": "negated"}
    assert found(point, ("A", "本金不是安全")) == []
    assert found(point, ("A", "本金是安全")) == [(0, 0, 5)]


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        ("rate", "利率3.5%，手续费1%", 0.035),
        ("rate", "手续费1%，利率百分之三点五", 0.035),
        ("rate", "1%的利率", 0.01),
        ("rate", "1%利率2%", 0.02),  # of two equally near the one after the word
        ("days", "利率十五天", 15.0),
        ("days", "利率两个月", 60.0),
        ("years", "利率半年", 0.5),
        ("amount", "利率两万五", 25_000.0),
        ("digits", "利率幺三八零零", "13800"),
        ("rate", "利率十五天", None),
    ],
)
def test_the_number_nearest_to_its_word(kind, said, value):
    point = {"number": {"kind": kind, "near": ["利率"], "within": 8}}
    assert values(point, ("A", said)) == ([] if value is None else [value])


def test_a_number_too_far_from_its_word_is_none():
    point = {"number": {"kind": "rate", "near": ["利率"], "within": 3}}
    assert values(point, ("A", "利率大概是在3%")) == []
    assert values(point, ("A", "利率大概3%")) == [0.03]


def test_a_negated_number_is_taken_back():
    point = {"number": {"kind": "rate", "near": ["利率"]}, "unless": "negated"}
    assert values(point, ("A", "利率不是3%")) == []
    assert values(point, ("A", "利率是3%")) == [0.03]


@pytest.mark.parametrize("said", ["保本", "报本", "寶本", "宝本"])
def test_what_sounds_alike_is_found_where_it_stands(said):
    (mention,) = mentions_of({"sounds_like": ["保本"]}, talk("c", ("A", f"这是{said}的")))
    assert (mention.start, mention.end, mention.how) == (2, 4, "sound")


def test_what_does_not_sound_alike_is_not():
    assert found({"sounds_like": ["保本"]}, ("A", "保费成本")) == []
    assert found({"any": ["保本"]}, ("A", "报本")) == []


def test_what_is_sent_is_found_with_its_hash():
    sent = Utterance(
        "看下",
        "A",
        attachments=(
            Attachment("image", "a.png", "ab" * 32),
            Attachment("file"),
            Attachment("link"),
        ),
    )
    mentions = mentions_of({"by": "adviser", "sends": ["image", "link"]}, talk("c", sent))
    assert [(m.start, m.end, m.how, m.value) for m in mentions] == [
        (0, 2, "attachment", "ab" * 32),
        (0, 2, "attachment", None),
    ]
    assert found({"by": "customer", "sends": ["image"]}, sent) == []


def test_the_confidence_of_the_words_themselves_counts():
    shares = (0.9, 0.9, 0.2, 0.2)
    said = Utterance("保本收益", "A", confidence=0.9, confidences=shares)
    assert doubts({"any": "保本"}, said) == [""]
    assert doubts({"any": "收益"}, said) == ["confidence"]
    assert doubts({"any": "收益", "min_confidence": 0.1}, said) == [""]
    assert doubts({"any": "保本收益"}, said) == [""]  # 0.55 on average
    assert doubts({"any": "保本", "min_confidence": 0.95}, said) == ["confidence"]


def test_without_confidences_of_words_that_of_the_utterance_counts():
    assert doubts({"any": "保本"}, Utterance("保本", "A", confidence=0.4)) == ["confidence"]
    assert doubts({"any": "保本"}, Utterance("保本", "A")) == [""]


def test_a_weak_point_is_never_certain():
    assert doubts({"any": "嗯", "weak": True}, ("A", "嗯")) == ["weak"]


def test_like_another_point_with_qualifiers_of_ones_own():
    from goodfaith.analysis.points.scanner import Scanner
    from small_world import rule, rulebook_of

    shared = {
        "misconception": {"by": "customer", "any": ["存款"], "sounds_like": ["保本"]},
        "wider": {"by": "customer", "like": "misconception", "any": ["理财"]},
    }
    point = {"by": "adviser", "like": ["wider"], "unless": "negated"}
    book = rulebook_of(rule(says={"p": point}, violated="p"), points=shared)
    call = talk("c", ("A", "这是存款"), ("C", "理财"), ("A", "不是存款"), ("A", "理财，报本"))
    (mentions,) = Scanner(book.points).scan([call])
    assert [(m.utterance, m.start) for m in mentions if m.point == "test.rule:p"] == [
        (0, 2),
        (3, 0),
        (3, 3),
    ]


def test_speakers_in_doubt_make_their_words_possible():
    turns = [
        ("C", "我给您介绍一下我们这款产品"),
        ("A", "你们公司靠谱吗"),
        ("C", "跟您说明一下，以合同为准"),
        ("A", "保本我就放心了，我再考虑一下"),
    ]
    mono = talk("c", *turns, speakers="diarised")
    (mention,) = mentions_of({"by": "adviser", "any": "保本"}, mono)
    assert mention.doubt == "speaker"
    (mention,) = mentions_of({"by": "adviser", "any": "保本"}, talk("c", *turns))
    assert mention.doubt == ""


def test_an_empty_conversation_and_empty_words_have_no_mentions():
    assert found({"any": "保本"}, talk("c")) == []
    assert found({"any": "保本"}, ("A", "")) == []


@pytest.mark.parametrize(
    ("same", "said", "count"),
    [
        ("clause", "本金不会少", 1),
        ("clause", "本金，不会少", 0),
        ("clause", "本金 不会少", 0),
        ("sentence", "本金，不会少", 1),
        ("sentence", "本金。不会少", 0),
        ("utterance", "本金。不会少", 1),
        ("clause", "不会少本金", 1),
        ("clause", "不会少。本金", 0),
    ],
)
def test_a_near_may_have_to_stay_in_one_clause_or_sentence(same, said, count):
    point = {"near": {"a": "本金", "b": "不会少", "within": 4, "same": same}}
    assert len(found(point, ("A", said))) == count


def test_words_may_spoil_a_clause_and_no_more():
    point = {"any": "保本", "unless_in_clause": "不代表"}
    assert found(point, ("A", "这不代表保本")) == []
    assert found(point, ("A", "这不代表什么，保本")) == [(0, 7, 9)]


def test_exceptions_that_overlap_do_not_hide_each_other():
    point = {"any": "利率", "except": ["最低保证利", "保证利率"]}
    assert found(point, ("A", "最低保证利率")) == []


@pytest.mark.parametrize(
    ("condition", "shown"),
    [("b within 2 turns of a", ["保本"]), ("a", ["红利"]), ("a and b", ["保本"])],
)
def test_background_decides_and_is_shown_only_where_nothing_else_is(condition, shown):
    says = {"a": {"any": "红利", "background": True}, "b": {"any": "保本"}}
    book = rulebook_of(rule(says=says, violated=condition))
    finding = judged(book, talk("c", ("A", "红利"), ("A", "保本")))
    assert [evidence.text for evidence in finding.evidence] == shown
