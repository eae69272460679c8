"""Reading without every finding whole says the same of every rule."""

from __future__ import annotations

from datetime import UTC
from importlib.resources import files
from pathlib import Path

from hypothesis import given, settings

from goodfaith.analysis import Conversation, FactBook, Reader, Rulebook
from goodfaith.analysis.facts import Fact, read_facts
from goodfaith.analysis.readers.sources import open_inputs, read_source
from made_runs import RULEBOOK, several


@given(several())
@settings(max_examples=60, deadline=None)
def test_brief_verdicts_are_the_verdicts(found: list[Conversation]) -> None:
    _assert_same(Reader(RULEBOOK), found)


def test_brief_verdicts_of_the_shipped_rulebook_are_the_verdicts(rulebook: Rulebook) -> None:
    found = [
        item
        for source in open_inputs([Path(str(files("goodfaith.demo").joinpath("conversations")))])
        for item in read_source(source)
        if isinstance(item, Conversation)
    ]
    _assert_same(Reader(rulebook, FactBook()), found)


def _assert_same(reader: Reader, found: list[Conversation]) -> None:
    for whole, brief in zip(
        reader.read(found), reader.read(found, every_verdict=False), strict=True
    ):
        told = tuple(f for f in whole.findings if f.verdict in ("violated", "undecidable"))
        assert brief.findings == told
        assert (brief.passed, brief.not_applicable) == (whole.passed, whole.not_applicable)
        assert brief.fingerprint == whole.fingerprint


@given(several())
@settings(max_examples=60, deadline=None)
def test_the_fingerprint_of_a_reading_is_known_before_it(found: list[Conversation]) -> None:
    _assert_known_before(Reader(RULEBOOK), found)


def test_the_fingerprint_is_known_before_also_with_facts(rulebook: Rulebook) -> None:
    folder = Path(str(files("goodfaith.demo").joinpath("conversations")))
    with (folder / "demo/facts.jsonl").open("rb") as file:
        facts = FactBook(fact for fact in read_facts(file, "", UTC) if isinstance(fact, Fact))
    assert len(facts)
    found = [
        item
        for source in open_inputs([folder])
        for item in read_source(source)
        if isinstance(item, Conversation)
    ]
    _assert_known_before(Reader(rulebook, facts), found)


def _assert_known_before(reader: Reader, found: list[Conversation]) -> None:
    for conversation, reading in zip(found, reader.read(found), strict=True):
        sent = [a for u in conversation.utterances for a in u.attachments if a.sha256]
        assert reader.fingerprint(conversation) == (None if sent else reading.fingerprint)
