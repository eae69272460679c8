"""The WeCom archive: order, recalls, sessions, groups, inheritance, damage."""

import json
from datetime import datetime, timedelta
from io import BytesIO
from itertools import count
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers.soundness import is_sound
from goodfaith.analysis.readers.wecom import (
    BusinessEvent,
    Inheritance,
    WecomOptions,
    buckets,
    looks_like_wecom,
    read_wecom,
)

FIXTURES = Path(__file__).parents[3] / "fixtures" / "wecom"
CUSTOMER = "wmUu0zBgAALV7ZymkcMyxvbTe8YdWxxA"
ADVISER = "lizhi"
TEN = datetime.fromisoformat("2024-06-18T10:00:00+08:00")
HOUR = 3600
_numbers = count(1)


def message(text="好的", at=0.0, sender=ADVISER, to=CUSTOMER, **members):
    """A message `at` seconds after ten in the morning."""
    return {
        "msgid": f"m{next(_numbers):08}_external",
        "action": "send",
        "from": sender,
        "tolist": to if isinstance(to, list) else [to],
        "roomid": "",
        "msgtime": round((TEN.timestamp() + at) * 1000),
        "msgtype": "text",
        "text": {"content": text},
    } | members


def answer(text="嗯", at=0.0):
    return message(text, at, sender=CUSTOMER, to=ADVISER)


def recall(original, at):
    about = {
        "msgtype": "revoke",
        "action": "recall",
        "revoke": {"pre_msgid": original["msgid"]},
    }
    return message(at=at, sender=original["from"], to=original["tolist"], **about)


def read(messages, **options):
    data = "\n".join(json.dumps(one) for one in messages).encode()
    return list(read_wecom(BytesIO(data), "chat.jsonl", wecom=WecomOptions(**options)))


def texts(conversations):
    return [[utterance.text for utterance in one.utterances] for one in conversations]


def test_a_promise_recalled_after_forty_seconds_stays_evidence_though_its_recall_arrives_first():
    with (FIXTURES / "recalled_promise.jsonl").open("rb") as archive:
        [conversation] = read_wecom(archive, "recalled_promise.jsonl")
    promise = conversation.utterances[1]
    assert promise.text == "保本保息您放心"
    assert promise.participant == conversation.adviser == ADVISER
    assert promise.sent_at == TEN + timedelta(seconds=25)
    assert promise.recalled_at == TEN + timedelta(seconds=65)
    assert [one.recalled_at for one in conversation.utterances[::2]] == [None, None]


def test_a_chat_is_a_conversation_of_adviser_and_customer():
    [conversation] = read([message("您好", 0), answer("你好", 12.5)], names={ADVISER: "李智"})
    assert conversation.channel == "wecom"
    assert (conversation.customer, conversation.adviser) == (CUSTOMER, ADVISER)
    assert {one.id: (one.role, one.name) for one in conversation.participants} == {
        ADVISER: ("adviser", "李智"),
        CUSTOMER: ("customer", ""),
    }
    assert conversation.started_at == TEN
    assert conversation.started_at.utcoffset() == timedelta(hours=8)
    assert [one.start for one in conversation.utterances] == [0, 12.5]


def test_a_conversation_is_named_after_its_chat_and_first_message():
    first = message(at=0)
    [conversation] = read([message(at=5), first])
    assert conversation.id == f"wecom:{ADVISER}|{CUSTOMER}:{first['msgid']}"


def test_sequence_orders_messages_where_all_have_one():
    assert texts(
        read([message("b", 1, seq=2), message("c", 1, seq="3"), message("a", 1, seq=1)])
    ) == [["a", "b", "c"]]


def test_time_orders_messages_where_one_has_no_sequence():
    assert texts(read([message("b", 2, seq=1), message("a", 1)])) == [["a", "b"]]


def test_doubles_are_dropped():
    once = message("一次")
    assert texts(read([once, once, dict(once)])) == [["一次"]]


def test_a_recall_whose_original_is_not_archived_leaves_a_trace_and_a_gap():
    [conversation] = read([answer("你刚才说什么？", 0), recall(message(), 30)])
    trace = conversation.utterances[1]
    assert trace.text == "[已撤回，存档中没有原文]"
    assert trace.recalled_at == TEN + timedelta(seconds=30)
    assert [(gap.start, gap.reason) for gap in conversation.gaps] == [
        (30, "recalled_message_missing")
    ]


def test_the_first_of_several_recalls_counts():
    said = message("保本")
    [conversation] = read([recall(said, 50), said, recall(said, 40)])
    assert conversation.utterances[0].recalled_at == TEN + timedelta(seconds=40)


def test_agreement_to_the_archive_is_something_the_customer_said():
    agreed = message(sender=CUSTOMER, to=ADVISER, msgtype="agree", agree={"userid": CUSTOMER})
    [conversation] = read([agreed])
    [said] = conversation.utterances
    assert (said.participant, said.text) == (CUSTOMER, "[同意存档会话内容]")


def test_a_switch_of_company_is_no_message():
    assert read([{"msgid": "1", "action": "switch", "time": 1, "user": ADVISER}]) == []


def test_a_silence_of_more_than_six_hours_ends_a_session():
    assert texts(read([message("a"), message("b", 6 * HOUR), message("c", 12 * HOUR + 0.001)])) == [
        ["a", "b"],
        ["c"],
    ]


def test_midnight_ends_a_session_after_half_an_hour_of_silence_only():
    late = 13.9 * HOUR
    assert texts(read([message("a", late), message("b", late + 1000)])) == [["a", "b"]]
    assert texts(read([message("a", late), message("b", late + 1801)])) == [
        ["a"],
        ["b"],
    ]


def test_a_business_event_ends_a_session():
    signed = BusinessEvent(TEN + timedelta(seconds=60), CUSTOMER)
    chat = [message("a", 59), message("b", 60)]
    assert texts(read(chat, events=(signed,))) == [["a"], ["b"]]


def test_somebody_else_s_business_event_does_not():
    signed = BusinessEvent(TEN + timedelta(seconds=60), "wmSomebodyElse")
    assert texts(read([message("a", 59), message("b", 60)], events=(signed,))) == [["a", "b"]]


def test_a_business_event_without_zone_is_at_local_time():
    signed = BusinessEvent(datetime(2024, 6, 18, 10, 1))
    assert texts(read([message("a", 59), message("b", 60)], events=(signed,))) == [
        ["a"],
        ["b"],
    ]


def test_a_group_is_one_chat_with_everybody_in_it():
    room = {"roomid": "wrjc7bDwAASxc8tZvBErFE02BtPWyAAA"}
    other = "wmErxtDgAA9AW32YyyuYRimKr7D1KWlw"
    [conversation] = read(
        [
            message("大家好", 0, to=[CUSTOMER, other, "wangwu"], **room),
            message("收益多少？", 9, sender=other, to=[CUSTOMER, ADVISER, "wangwu"], **room),
        ],
        roles={"wangwu": "supervisor"},
    )
    assert conversation.id.startswith(f"wecom:{room['roomid']}:")
    assert {one.id: one.role for one in conversation.participants} == {
        ADVISER: "adviser",
        CUSTOMER: "customer",
        other: "customer",
        "wangwu": "supervisor",
    }
    assert conversation.customer == other  # who wrote first
    assert conversation.adviser == ADVISER


def test_colleagues_among_themselves_are_left_out_unless_asked_for():
    chat = [message("下午开会", to="wangwu")]
    assert read(chat) == []
    assert len(read(chat, internal_chats=True)) == 1


def test_an_inherited_customer_keeps_one_chat_with_both_advisers_in_it():
    handed = Inheritance(CUSTOMER, ADVISER, "zhaoliu", TEN + timedelta(seconds=100))
    old = message("有事找我", 0)
    new = message("我接手您的保单", 160, sender="zhaoliu")
    [conversation] = read([old, new], inherited=(handed,))
    assert conversation.customer == CUSTOMER
    assert {one.id: (one.role, one.joined, one.left) for one in conversation.participants} == {
        ADVISER: ("adviser", None, 100),
        CUSTOMER: ("customer", None, None),
        "zhaoliu": ("adviser", 100, None),
    }
    assert conversation.gaps == ()


def test_the_leaver_takes_part_in_later_sessions_as_somebody_who_has_left():
    handed = Inheritance(CUSTOMER, ADVISER, "zhaoliu", TEN + timedelta(hours=20))
    chat = [message("再见", 0), message("您好", 24 * HOUR, sender="zhaoliu")]
    before, after = read(chat, inherited=(handed,))
    assert [one.id for one in before.participants] == [ADVISER, CUSTOMER]
    assert [(one.id, one.left) for one in after.participants] == [
        ("zhaoliu", None),
        (CUSTOMER, None),
        (ADVISER, 0),
    ]
    assert after.adviser == "zhaoliu"


def test_what_a_successor_wrote_before_the_handing_over_is_a_chat_of_its_own():
    handed = Inheritance(CUSTOMER, ADVISER, "zhaoliu", TEN + timedelta(seconds=100))
    chat = [
        message("a", 0),
        message("b", 1, sender="zhaoliu"),
        message("c", 101, sender="zhaoliu"),
    ]
    assert sorted(texts(read(chat, inherited=(handed,)))) == [["a", "c"], ["b"]]


def test_a_leaver_s_history_that_is_not_archived_is_a_gap_told_once():
    handed = Inheritance(CUSTOMER, "gone", ADVISER, TEN - timedelta(days=1))
    first, second = read([message(), message(at=7 * HOUR)], inherited=(handed,))
    assert [gap.reason for gap in first.gaps] == ["history_before_inheritance_missing"]
    assert second.gaps == ()


def test_handing_a_customer_round_in_a_circle_ends():
    at = TEN - timedelta(days=1)
    handed = (
        Inheritance(CUSTOMER, "a", ADVISER, at),
        Inheritance(CUSTOMER, ADVISER, "a", at),
    )
    assert len(read([message()], inherited=handed)) == 1


def test_an_unheard_voice_message_is_a_gap_of_its_length():
    voice = message(at=5, msgtype="voice", voice={"play_length": 10, "md5sum": "0" * 32})
    [conversation] = read([message(), voice])
    [gap] = conversation.gaps
    assert (gap.start, gap.end, gap.reason) == (5, 15, "speech_without_text")


def test_a_call_in_the_chat_is_a_gap_before_the_message_that_tells_of_it():
    call = message(at=90, msgtype="voiptext", info={"callduration": 60, "invitetype": 1})
    [conversation] = read([message(), call])
    assert [(gap.start, gap.end) for gap in conversation.gaps] == [(30, 90)]


def test_every_problem_of_a_message_is_told_and_the_others_read():
    bad = message() | {"msgtime": 1718676000, "tolist": 7, "seq": "x"}
    *problems, conversation = read([message("a"), bad, message("b")])
    assert [str(problem) for problem in problems] == [
        (
            "chat.jsonl line 2: msgtime is 1718676000, "
            "expected milliseconds since 1970, between 1990 and 2100"
        ),
        "chat.jsonl line 2: tolist is 7, expected a list of at most 2,000 ids",
        "chat.jsonl line 2: seq is 'x', expected a number that grows with every message",
    ]
    assert texts([conversation]) == [["a", "b"]]


def test_messages_that_are_still_encrypted_are_told_to_be():
    [problem] = read([{"seq": 1, "publickey_ver": 1, "encrypt_chat_msg": "x"}])
    assert "expected decrypted messages" in str(problem)


def test_a_list_of_messages_is_read_like_lines():
    chat = [message("a"), message("b", 1)]
    found = read_wecom(BytesIO(json.dumps(chat, indent=1).encode()), "chat.json")
    assert texts(found) == [["a", "b"]]


def test_an_archive_is_known_by_the_members_of_its_messages():
    assert looks_like_wecom((FIXTURES / "recalled_promise.jsonl").read_bytes())
    assert looks_like_wecom(json.dumps([message()], indent=1).encode()[:-20])
    assert looks_like_wecom(b'{"seq": 1, "encrypt_chat_msg": "x"}')


def test_words_about_an_archive_are_none():
    said = json.dumps(message())
    assert not looks_like_wecom(json.dumps({"id": "1", "utterances": [{"text": said}]}).encode())


def test_an_archive_that_outgrows_memory_is_sorted_on_disk(monkeypatch):
    chat = [message(str(at), at) for at in range(300)]
    expected = read(chat)
    monkeypatch.setattr(buckets, "BYTES_IN_MEMORY", 1000)
    assert read(chat[::-1]) == expected


def test_chats_beyond_the_bound_are_refused_with_a_problem(monkeypatch):
    monkeypatch.setattr(buckets.Buckets.__init__, "__defaults__", (300,))
    few = message("a", to="wmErxtDgAA9AW32YyyuYRimKr7D1KWlw")
    *conversations, problem = sorted(
        read([few, *(message(at=at) for at in range(50))]),
        key=lambda one: isinstance(one, Problem),
    )
    assert texts(conversations) == [["a"]]
    assert problem.code == "too_many"


# One archive that has a bit of everything.
_HANDED = Inheritance(CUSTOMER, ADVISER, "zhaoliu", TEN + timedelta(hours=7))
_PROMISE = message("保本保息您放心", 25)
_VOICE = message(at=80, msgtype="voice", voice={"play_length": 4})
_EVERYTHING = [
    answer("靠谱吗", 0),
    _PROMISE,
    recall(_PROMISE, 65),
    _VOICE,
    recall(message(), 70),
    _PROMISE,
    answer("再说吧", 7 * HOUR),
    message("我接手了", 8 * HOUR, sender="zhaoliu"),
    message("群里好", 3, to=[CUSTOMER, "wangwu"], roomid="wrROOM"),
    message("群里好", 3, to=[CUSTOMER, "wangwu"], roomid="wrROOM"),
    message("您好", 5, to="wmErxtDgAA9AW32YyyuYRimKr7D1KWlw"),
    message("同时一", 9),
    message("同时二", 9),
]


@given(st.permutations(_EVERYTHING))
def test_any_order_of_arrival_gives_the_same_conversations(messages):
    assert read(messages, inherited=(_HANDED,)) == read(_EVERYTHING, inherited=(_HANDED,))


@given(st.permutations([message(str(n), n % 3, seq=n // 2) for n in range(9)]))
def test_any_order_of_arrival_gives_the_same_conversations_by_sequence(messages):
    by_id = sorted(messages, key=lambda one: one["msgid"])
    assert read(messages) == read(by_id)


@given(st.lists(st.integers(0, 10**6), min_size=1, unique=True))
def test_sessions_hold_every_message_once_and_in_order_of_time(moments):
    found = read([message(str(at), at) for at in moments])
    assert [int(text) for one in found for text in texts([one])[0]] == sorted(moments)
    assert all(is_sound(one) for one in found)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_recall_before_its_original_gives_the_same_as_after_it(at, later):
    said = message("保本", at)
    taken_back = recall(said, at + later)
    assert read([said, taken_back]) == read([taken_back, said])


MEMBERS = """
    msgid action from tolist roomid msgtime msgtype seq text content revoke pre_msgid voice info
    play_length mixed chatrecord item type title link news file filename md5sum filesize redpacket
    totalamount callduration endtime meeting_voice_call demofiledata vote voteitem
"""
TYPES = """
    text image revoke agree voice video card location emotion file link weapp mixed chatrecord
    voiptext meeting_voice_call markdown news redpacket vote collect calendar sphfeed new
"""
NAMES = st.sampled_from(MEMBERS.split())
KINDS = st.sampled_from(TYPES.split())
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | KINDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES | KINDS, inner, max_size=5),
    max_leaves=20,
)


@given(st.dictionaries(NAMES | KINDS, ANYTHING), KINDS, st.booleans())
def test_no_message_makes_reading_fail(members, kind, plausible):
    written = {**message(), **members} if plausible else members
    written = {**written, "msgtype": kind} if plausible else written
    for found in read([written, message()]):
        assert isinstance(found, Problem) or is_sound(found)


@given(st.binary())
def test_no_bytes_make_reading_fail(data):
    found = list(read_wecom(BytesIO(data), "chat"))
    assert all(isinstance(one, Problem | Conversation) for one in found)


def test_nothing_that_was_written_stands_in_a_problem():
    secret = "保本保息您放心"
    found = read(
        [
            message(
                secret,
                msgtime=secret,
                roomid=secret * 90,
                seq=secret,
                tolist=[[secret]],
            )
        ]
    )
    assert found
    assert all(isinstance(one, Problem) and secret not in str(one) for one in found)
