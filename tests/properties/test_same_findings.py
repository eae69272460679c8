"""What must not change a finding: neighbours, order, batches, workers, and when a fact came."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodfaith.analysis import Finding, conversation_scope, judge_conversation
from goodfaith.analysis.heard import listen
from goodfaith.batch.comparing import key_of
from made_runs import FACTS, RULEBOOK, conversations, findings_lines, several, write_lines
from small_world import at, book, talk

SCANNER = RULEBOOK.scanner
EVERYTHING = book(*FACTS)
few = settings(max_examples=25, deadline=None)


def judged(found, facts=EVERYTHING, **members) -> list[bytes]:
    """The lines of a findings file."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_lines(Path(folder, "calls.jsonl"), found)
        return findings_lines([path], facts, **members)


def decoded(lines: list[bytes]) -> list[Finding]:
    return [msgspec.json.decode(line, type=Finding) for line in lines]


@few
@given(several(), conversations(["K7"]))
def test_an_unrelated_conversation_changes_no_finding(found, stranger):
    stranger = msgspec.structs.replace(stranger, id="stranger")
    before, after = judged(found), judged([*found, stranger])
    assert set(before) <= set(after)
    added = decoded([line for line in after if line not in set(before)])
    assert {one.conversation for one in added} <= {"stranger", ""}
    assert {one.customer for one in added} <= {"K7", ""}
    assert {one.sale for one in added} <= {"A7", ""}


@few
@given(several(), st.randoms(use_true_random=False))
def test_the_order_of_conversations_changes_no_byte(found, shuffled):
    other = list(found)
    shuffled.shuffle(other)
    assert judged(other) == judged(found)


@settings(max_examples=60, deadline=None)
@given(several(8), st.integers(1, 4))
def test_one_at_a_time_or_many_at_once_finds_the_same(found, size):
    at_once = SCANNER.scan(found)
    apart = [
        mentions
        for n in range(0, len(found), size)
        for mentions in SCANNER.scan(found[n : n + size])
    ]
    assert apart == at_once


@few
@given(several(), st.randoms(use_true_random=False))
def test_the_order_of_facts_changes_no_byte(found, shuffled):
    facts = list(FACTS)
    shuffled.shuffle(facts)
    assert judged(found, book(*facts)) == judged(found)


@few
@given(several(), st.integers(0, len(FACTS)))
def test_judged_again_with_late_facts_it_is_as_if_they_had_come_in_time(found, on_time):
    with tempfile.TemporaryDirectory() as folder:
        path = write_lines(Path(folder, "calls.jsonl"), found)
        findings_lines([path], book(*FACTS[:on_time]))
        again = findings_lines([path], book(*FACTS))
    assert again == judged(found)


@few
@given(several())
def test_a_late_fact_changes_only_what_reads_it(found):
    early = {key_of(one): one for one in decoded(judged(found, book(*FACTS[:-1])))}
    late = {key_of(one): one for one in decoded(judged(found))}
    assert early == late  # no rule reads a complaint


def test_a_late_product_changes_only_the_rule_that_reads_its_rate():
    call = talk("c", ("A", "这款保本的，利率3%"), customer="K1", applications=("A1",))
    without = [fact for fact in FACTS if fact["kind"] != "product"]
    early = {key_of(one): one for one in decoded(judged([call], book(*without)))}
    late = {key_of(one): one for one in decoded(judged([call]))}
    changed = {key[0] for key in early.keys() | late.keys() if early.get(key) != late.get(key)}
    assert changed == {"sale.rate"}


def test_a_late_link_changes_only_its_sale_and_what_reads_the_facts_of_it():
    call = talk(
        "c",
        ("A", "这款保本的，利率3%，有犹豫期"),
        ("C", "同意，别再打了"),
        customer="K1",
        started_at=at("2026-03-01T10:00:00"),
    )
    link = {"kind": "link", "id": "N", "conversation": "c", "application": "A1"}
    early = {key_of(one): one for one in decoded(judged([call]))}
    late = {key_of(one): one for one in decoded(judged([call], book(*FACTS, link)))}
    changed = {key[0] for key in early.keys() | late.keys() if early.get(key) != late.get(key)}
    assert changed == {"sale.rate", "sale.cooling_off", "callback.in_time"}


@settings(max_examples=60, deadline=None)
@given(several(4))
def test_evidence_quotes_the_stored_text(found):
    texts = {c.id: [u.text for u in c.utterances] for c in found}
    for conversation, mentions in zip(found, SCANNER.scan(found), strict=True):
        scope = conversation_scope(listen(conversation, mentions), EVERYTHING)
        for finding in judge_conversation(RULEBOOK, scope):
            for said in finding.evidence:
                stored = texts[said.conversation][said.utterance]
                assert said.text == stored[said.start : said.end]


@settings(max_examples=100, deadline=None)
@given(several(3))
def test_rules_left_out_unlooked_at_would_not_have_spoken_up(found):
    for conversation, mentions in zip(found, SCANNER.scan(found), strict=True):
        scope = conversation_scope(listen(conversation, mentions), EVERYTHING)
        every = judge_conversation(RULEBOOK, scope, every_verdict=True)
        loud = [one for one in every if one.verdict in ("violated", "undecidable")]
        assert list(judge_conversation(RULEBOOK, scope)) == loud


@pytest.fixture(scope="module")
def two_files(tmp_path_factory):
    """Six hundred conversations in two files."""
    chosen = random.Random(7)
    lines = ["这款保本的", "利率3%", "您好", "是的", "犹豫期十五天"]
    heard = ["保本吗", "这是存款吧", "同意", "别再打了"]
    found = []
    for number in range(600):
        customer = f"K{chosen.randrange(40)}"
        turns = [(who, chosen.choice(lines if who == "A" else heard)) for who in "ACACACA"]
        found.append(
            talk(
                f"n{number}",
                *turns,
                customer=customer,
                applications=(customer.replace("K", "A"),),
                started_at=at(f"2026-03-{1 + number % 28:02}T10:{number % 60:02}:00"),
                purpose=chosen.choice(["sales", "service"]),
                direction="outbound",
            )
        )
    folder = tmp_path_factory.mktemp("calls")
    return [
        write_lines(folder / "first.jsonl", found[:350]),
        write_lines(folder / "second.jsonl", found[350:]),
    ]


def test_workers_and_the_order_of_files_change_no_byte(two_files):
    alone = findings_lines(two_files, EVERYTHING)
    assert len(alone) > 600
    assert findings_lines(two_files[::-1], EVERYTHING) == alone
    assert findings_lines(two_files, EVERYTHING, workers=2) == alone
