"""A Reading: verdicts, measures, steps and scorecard of one conversation; the same over Arrow."""

from __future__ import annotations

import pytest

from goodfaith.analysis import Judge, Reader, UnreadableInput, Utterance, judge_batch
from goodfaith.analysis.arrow_findings import findings_from_batch
from goodfaith.analysis.arrow_schema import batch_from_conversations
from goodfaith.analysis.measures import measure
from goodfaith.analysis.rules.reading import read_rule_files
from goodfaith.analysis.scorecard import score
from made_runs import FACTS, RULEBOOK
from small_world import book, rule, rulebook_of, talk

CALLS = [
    talk("c1", ("A", "这款保本的，利率3%"), ("C", "这是存款吧"), applications=("A1",)),
    talk("c2", ("A", "我们不保本"), ("?", "保本")),
    talk("c3"),
]


def test_a_reading_has_a_verdict_of_every_rule_about_a_conversation():
    for reading in Reader(RULEBOOK, book(*FACTS)).read(CALLS):
        assert [finding.rule for finding in reading.findings] == [
            "sale.promise",
            "sale.rate",
            "sale.uncorrected",
        ]


def test_a_reading_is_the_same_alone_and_among_others():
    reader = Reader(RULEBOOK, book(*FACTS))
    assert reader.read(CALLS) == [reader.read([call])[0] for call in CALLS]
    assert len({reading.fingerprint for reading in reader.read(CALLS)}) == 3


def test_the_steps_of_an_introduction_are_where_they_happened():
    files = {
        "rulebook.yaml": "name: steps\nsteps: [need, risk]\n",
        "points/steps.yaml": "need: {by: adviser, any: [需求]}\nrisk: {by: adviser, any: [风险]}\n",
    }
    call = talk("c", ("A", "您的需求是"), ("C", "风险"), ("A", "有需求，有风险"), ("?", "风险"))
    (reading,) = Reader(read_rule_files(files)).read([call])
    assert {step.point: step.utterances for step in reading.steps} == {"need": (0, 2), "risk": (2,)}


def test_record_batches_of_conversations_give_the_findings_worth_telling():
    batch = judge_batch(batch_from_conversations(CALLS), RULEBOOK, book(*FACTS))
    assert list(findings_from_batch(batch)) == list(Judge(RULEBOOK, book(*FACTS)).findings(CALLS))
    assert [(f.conversation, f.rule, f.verdict) for f in findings_from_batch(batch)] == [
        ("c1", "sale.promise", "violated"),
        ("c1", "sale.rate", "violated"),
        ("c2", "sale.promise", "undecidable"),
    ]


def test_a_batch_with_an_unreadable_row_is_refused():
    batch = batch_from_conversations(CALLS).to_pylist()
    batch[1]["channel"] = "pigeon"
    import pyarrow as pa

    schema = batch_from_conversations(CALLS).schema
    with pytest.raises(UnreadableInput, match="channel"):
        judge_batch(pa.RecordBatch.from_pylist(batch, schema=schema), RULEBOOK, book())


def scored(*costs: tuple[float, bool]):
    rules = [
        rule(f"test.r{n}", says={"a": {"any": ["甲"]}}, violated="a", deducts=deducts, veto=veto)
        for n, (deducts, veto) in enumerate(costs)
    ]
    book_ = rulebook_of(*rules)
    (reading,) = Reader(book_).read([talk("c", ("A", "甲"), ("A", "甲"))])
    return reading.scorecard


@pytest.mark.parametrize(
    ("costs", "points", "vetoed"),
    [
        ([], 100.0, False),
        ([(5, False)], 95.0, False),  # a rule costs once, however often it was broken
        ([(5, False), (20.5, False)], 74.5, False),
        ([(60, False), (60, False)], 0.0, False),
        ([(5, False), (0, True)], 0.0, True),
        ([(0, False)], 100.0, False),
    ],
)
def test_a_scorecard_adds_up_what_was_broken(costs, points, vetoed):
    card = scored(*costs)
    assert (card.score, card.vetoed) == (points, vetoed)
    assert len(card.deductions) == sum(bool(cost or veto) for cost, veto in costs)


def test_what_passed_costs_nothing():
    assert score([], RULEBOOK).score == 100.0


TIMED = talk(
    "c",
    Utterance("您好，请问需要什么？", "A", 0.0, 4.0),  # 8 characters
    Utterance("看看保险", "C", 10.0, 12.0),
    Utterance("好的，谢谢", "A", 11.0, 13.0),
    Utterance("我介绍", "A", 14.0, 20.0),
    duration=40.0,
)


def test_measures_of_a_recording():
    found = measure(TIMED)
    assert found.turns == 3
    assert found.company_talk_share == pytest.approx(12 / 14)
    assert found.customer_talk_share == pytest.approx(2 / 14)
    assert found.company_speech_rate == pytest.approx(15 / 12 * 60)
    assert found.customer_speech_rate == pytest.approx(4 / 2 * 60)
    assert found.longest_monologue_seconds == 9.0
    assert found.longest_monologue_characters == 8
    assert (found.silences, found.longest_silence_seconds) == (1, 6.0)
    assert found.silence_share == pytest.approx(6 / 40)
    assert (found.company_interruptions, found.customer_interruptions) == (1, 0)
    assert (found.company_questions, found.customer_questions) == (1, 0)
    assert found.courtesies == 3


def test_without_times_shares_are_of_what_was_written():
    found = measure(talk("c", ("A", "您好您好"), ("C", "嗯？")))
    assert (found.company_talk_share, found.customer_talk_share) == (0.8, 0.2)
    assert found.company_speech_rate is None
    assert found.silences is found.longest_monologue_seconds is None
    assert found.company_interruptions is None
    assert found.customer_questions == 1


def test_nothing_said_has_no_shares():
    found = measure(talk("c"))
    assert (found.turns, found.company_talk_share, found.silences) == (0, None, None)
