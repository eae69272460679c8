"""Stories that must hold, from the first word to the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import msgspec
import pytest

from goodfaith.analysis import (
    Conversation,
    FactBook,
    Finding,
    Gap,
    Participant,
    Rulebook,
    Utterance,
    conversation_scope,
    customer_scope,
    judge,
    sale_scope,
)
from goodfaith.analysis.facts import read_facts
from goodfaith.analysis.heard import listen
from goodfaith.analysis.points.scanner import Scanner
from goodfaith.analysis.readers.wecom import read_wecom

CHINA = ZoneInfo("Asia/Shanghai")
PEOPLE = (Participant("A", "adviser"), Participant("C", "customer"))


def talk(id: str, *turns: tuple[str, str], **members) -> Conversation:
    said = tuple(Utterance(text, who) for who, text in turns)
    return Conversation(id, said, PEOPLE, **({"channel": "phone"} | members))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def book(*facts: dict) -> FactBook:
    lines = b"\n".join(msgspec.json.encode(fact) for fact in facts)
    return FactBook(read_facts(BytesIO(lines), "facts", CHINA))


@pytest.fixture
def judged(rulebook: Rulebook, scanner: Scanner):
    """Judge conversations by one rule, in the scope the rule asks for."""

    def judge_all(
        rule_id: str,
        conversations: Sequence[Conversation],
        facts: FactBook | None = None,
        as_of: datetime | None = None,
    ) -> Finding:
        facts = facts or FactBook()
        rule = rulebook.rule(rule_id)
        scanned = scanner.scan(conversations)
        heard = [listen(c, m) for c, m in zip(conversations, scanned, strict=True)]
        if rule.scope == "sale":
            scope = sale_scope("A1", heard, facts, as_of=as_of)
        elif rule.scope == "customer":
            scope = customer_scope("K1", heard, facts, as_of=as_of)
        else:
            scope = conversation_scope(heard[0], facts, as_of=as_of)
        return judge(rule, scope, rulebook)

    return judge_all


def test_a_recalled_promise_stays_evidence_though_its_recall_arrives_first(judged):
    sent = int(at("2026-03-02T10:00:00").timestamp() * 1000)
    promise = {
        "msgid": "m1",
        "seq": 1,
        "action": "send",
        "from": "zhang",
        "tolist": ["wmCustomer0001"],
        "msgtime": sent,
        "msgtype": "text",
        "text": {"content": "这款保本保息，您放心"},
    }
    recall = promise | {
        "msgid": "m2",
        "seq": 2,
        "action": "recall",
        "msgtime": sent + 40_000,
        "msgtype": "revoke",
        "revoke": {"pre_msgid": "m1"},
    }
    recall.pop("text")
    stream = b"\n".join(map(msgspec.json.encode, [recall, promise]))
    (conversation,) = read_wecom(BytesIO(stream), "archive")
    (said,) = [u for u in conversation.utterances if "保本" in u.text]
    assert said.recalled_at - said.sent_at == timedelta(seconds=40)
    finding = judged("sale.guaranteed_return", [conversation])
    assert finding.verdict == "violated"
    assert "保本" in finding.evidence[0].text


PITCH = talk(
    "pitch",
    ("A", "您好，我给您介绍一款重疾险，保额五十万。"),
    ("C", "你说说。"),
    ("A", "我们这款产品保障一百二十种重疾。"),
    started_at=at("2026-03-01T10:00:00"),
    purpose="sales",
    customer="K1",
)
EXCLUSIONS = talk(
    "exclusions",
    ("A", "责任免除我给您说明一下，酒后驾驶、既往症不在保障范围。"),
    ("C", "明白了。"),
    started_at=at("2026-03-02T10:00:00"),
    purpose="sales",
    customer="K1",
)
CONSENT = talk(
    "consent",
    ("A", "那您是否同意投保？"),
    ("C", "同意投保。"),
    started_at=at("2026-03-03T10:00:00"),
    purpose="sales",
    customer="K1",
)
LINKS = [
    {"kind": "link", "id": f"L-{c}", "conversation": c, "application": "A1"}
    for c in ("pitch", "exclusions", "consent")
]


def test_a_sale_over_three_calls_is_clean_once_the_application_is_linked(judged):
    facts = book(*LINKS)
    assert facts.sales_of(PITCH) == ("A1",)
    finding = judged("disclosure.exclusions", [PITCH, EXCLUSIONS, CONSENT], facts)
    assert finding.verdict == "passed"


def test_with_the_second_recording_missing_nobody_can_tell(judged):
    finding = judged("disclosure.exclusions", [PITCH, CONSENT], book(*LINKS))
    assert finding.verdict == "undecidable"
    assert "conversation_missing" in {because.code for because in finding.because}


def test_exclusions_told_only_after_consent_come_too_late(judged):
    late = msgspec.structs.replace(EXCLUSIONS, started_at=at("2026-03-04T10:00:00"))
    finding = judged("disclosure.exclusions", [PITCH, late, CONSENT], book(*LINKS))
    assert finding.verdict == "violated"


def test_before_the_link_arrives_the_conversations_belong_to_no_sale():
    assert FactBook().sales_of(PITCH) == ()


def test_a_sales_call_over_new_year_runs_out_of_the_call_window(judged, rulebook: Rulebook):
    call = talk(
        "late",
        ("A", "您好，给您介绍一款年金险。"),
        ("C", "太晚了吧。"),
        started_at=at("2025-12-31T20:58:00"),
        duration=3 * 3600 + 9 * 60.0,
        direction="outbound",
        purpose="sales",
        customer="K1",
    )
    window = [rule.id for rule in rulebook if "call_hours" in rule.id]
    assert window
    assert "violated" in {judged(rule, [call]).verdict for rule in window}


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("对。", "violated"),
        ("不保本，收益是不确定的。", "passed"),
        ("您看下第三页的介绍。", "passed"),
    ],
)
def test_the_customers_echo_is_the_advisers_promise_only_when_he_agrees(judged, answer, verdict):
    echo = talk("echo", ("C", "你说保本，对吧？"), ("A", answer), ("C", "嗯。"), ("A", "好的。"))
    assert judged("sale.guaranteed_return", [echo]).verdict == verdict


def test_speakers_swapped_in_a_mono_recording_accuse_nobody(judged):
    turns = [
        ("A", "您好，我是至诚人寿的客服，工号八八零一，很高兴为您服务。"),
        ("C", "你好，我问一下我的保单。"),
        ("A", "我给您查询一下，您这边是一份年金险。"),
        ("C", "哦。"),
        ("C", "我给您介绍一下我们这款产品的保障责任。"),  # from here the labels are swapped
        ("A", "你们公司靠谱吗？我得问问我老公。"),
        ("C", "跟您说明一下，以合同为准。"),
        ("A", "那这个保本保息，我就放心了，我再考虑一下。"),
    ]
    mono = talk("mono", *turns, speakers="diarised")
    assert judged("sale.guaranteed_return", [mono]).verdict == "undecidable"
    trusted = talk("stereo", *turns, speakers="channel")
    assert judged("sale.guaranteed_return", [trusted]).verdict == "violated"


def test_a_coached_callback_is_found_where_it_was_coached(judged, rulebook: Rulebook):
    coaching = talk(
        "chat",
        ("A", "明天公司会打电话回访您，问什么您都答清楚就行。"),
        ("C", "好的。"),
        channel="wecom",
        started_at=at("2026-03-04T18:00:00"),
        customer="K1",
    )
    callback = talk(
        "callback",
        ("A", "请问您是否了解保险责任和责任免除？"),
        ("C", "是。"),
        ("A", "是否知悉退保可能有损失？"),
        ("C", "是。"),
        started_at=at("2026-03-05T10:00:00"),
        purpose="callback",
        customer="K1",
    )
    complaint = talk(
        "complaint",
        ("C", "我要投诉，当初业务员说的是存款。"),
        ("A", "非常抱歉给您带来不便，您的投诉我已经登记受理，三天内给您回复。"),
        started_at=at("2026-04-05T10:00:00"),
        purpose="complaint",
        customer="K1",
    )
    coached = [rule.id for rule in rulebook if rule.family == "COACH_CALLBACK"]
    verdicts = {
        c.id: {judged(rule, [c]).verdict for rule in coached}
        for c in (coaching, callback, complaint)
    }
    assert "violated" in verdicts["chat"]
    assert "violated" not in verdicts["callback"] | verdicts["complaint"]


def test_a_gap_where_the_correction_may_have_been_is_undecidable(judged):
    timed = Conversation(
        "gap",
        (
            Utterance("这个就是存款吧，跟存银行一样。", "C", 5.0, 8.0),
            Utterance("我们产品挺好的。", "A", 70.0, 74.0),
            Utterance("嗯。", "C", 75.0, 76.0),
            Utterance("那您看办多少。", "A", 77.0, 79.0),
        ),
        PEOPLE,
        "phone",
        gaps=(Gap(10.0, 60.0, "recorder"),),
    )
    assert judged("sale.misconception_uncorrected", [timed]).verdict == "undecidable"
    whole = msgspec.structs.replace(timed, gaps=())
    assert judged("sale.misconception_uncorrected", [whole]).verdict == "violated"
