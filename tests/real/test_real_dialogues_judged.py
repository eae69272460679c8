"""Dialogues nobody here wrote, from file to findings: no crash, nothing lost, true quotes."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import pytest

from goodfaith.analysis import (
    Conversation,
    Finding,
    Participant,
    Problem,
    Rulebook,
    UnreadableInput,
    Utterance,
)
from goodfaith.analysis.readers.options import ReadOptions
from goodfaith.analysis.readers.sources import open_inputs, read_source
from goodfaith.analysis.reading import Reader
from goodfaith.batch.plan import Plan
from goodfaith.batch.running import completed, findings_of
from goodfaith.batch.summary import Summary, summarise

pytestmark = pytest.mark.real

CPED = ReadOptions(columns={"id": "Dialogue_ID", "speaker": "Speaker", "text": "Utterance"})
MOST_TEXTS = 1_000
PEOPLE = (Participant("A", "adviser"), Participant("C", "customer"))


def judged(rulebook: Rulebook, path: Path, **members) -> tuple[Summary, list[Finding]]:
    """Run everything over a file; no line of it may be a problem."""
    with completed(Plan((path,), rulebook, **members)) as done:
        return summarise(done), list(findings_of(done))


def quotes_are_true(found: Iterable[Finding], conversations: Iterable[Conversation]) -> bool:
    texts = {c.id: [u.text for u in c.utterances] for c in conversations}
    return all(
        said.text == texts[said.conversation][said.utterance][said.start : said.end]
        for finding in found
        for said in finding.evidence
    )


def conversations_of(path: Path, options: ReadOptions | None = None) -> Iterator[Conversation]:
    options = options or ReadOptions()
    for source in open_inputs([path], options):
        for item in read_source(source, options):
            assert not isinstance(item, Problem)
            yield item


def test_all_calls_that_language_models_wrote(real_data, rulebook):
    path = real_data / "dialogues" / "teleantifraud.jsonl.gz"
    summary, found = judged(rulebook, path, workers=2)
    assert (summary.conversations, summary.problems) == (6_968, 0)
    assert quotes_are_true(found, conversations_of(path))


def test_all_dialogues_about_travel(real_data, rulebook, tmp_path):
    with zipfile.ZipFile(real_data / "dialogues" / "crosswoz_val.json.zip") as archive:
        path = Path(archive.extract("val.json", tmp_path))
    summary, found = judged(rulebook, path)
    assert (summary.conversations, summary.problems) == (500, 0)
    assert quotes_are_true(found, conversations_of(path))
    assert summary.severities.get("critical", 0) <= 5


def test_all_scenes_of_television(real_data, rulebook):
    path = real_data / "dialogues" / "cped_valid.csv"
    summary, found = judged(rulebook, path, options=CPED)
    assert (summary.conversations, summary.problems) == (934, 0)
    assert quotes_are_true(found, conversations_of(path, CPED))
    assert summary.severities.get("critical", 0) <= 5


def test_all_calls_to_a_telephone_company(real_data, rulebook, tmp_path):
    dialogues = json.loads((real_data / "dialogues" / "mobilecs_sample.json").read_text("utf-8"))
    conversations = [_phone_call(dialogue) for dialogue in dialogues]
    path = tmp_path / "calls.jsonl"
    path.write_bytes(b"".join(msgspec.json.encode(c) + b"\n" for c in conversations))
    summary, found = judged(rulebook, path, every_verdict=True)
    assert summary.conversations == 10
    assert summary.utterances == sum(len(c.utterances) for c in conversations)
    assert quotes_are_true(found, conversations)
    assert summary.severities.get("critical", 0) <= 1


def _phone_call(dialogue: dict) -> Conversation:
    turns = [
        Utterance(exchange[speaker], participant)
        for exchange in dialogue["content"]
        for speaker, participant in (("[SPEAKER 1]", "A"), ("[SPEAKER 2]", "C"))
        if exchange.get(speaker)
    ]
    return Conversation(dialogue["id"], tuple(turns), PEOPLE, "phone")


def test_a_workbook_that_holds_no_conversations_is_refused(real_data, rulebook):
    path = real_data / "scripts" / "auto_insurance_outbound_script.xlsx"
    with pytest.raises(UnreadableInput, match=path.name):
        judged(rulebook, path)


def test_a_workbook_of_scripts_is_read_as_turns_when_told_its_columns(real_data):
    path = real_data / "scripts" / "auto_insurance_outbound_script.xlsx"
    options = ReadOptions(columns={"id": "节点", "text": "话术"})
    for source in open_inputs([path], options):
        found = list(read_source(source, options))
    assert found  # conversations or problems, never a crash


def test_clauses_questions_and_answers_as_things_said(real_data, rulebook):
    said = _written_texts(real_data)
    assert len(said) == MOST_TEXTS
    conversations = [
        Conversation(f"n{k}", (Utterance(text, "AC"[k % 2]),), PEOPLE, "phone")
        for k, text in enumerate(said)
    ]
    found = Reader(rulebook).read(conversations)
    assert [reading.conversation for reading in found] == [c.id for c in conversations]
    assert all(quotes_are_true(r.findings, [c]) for r, c in zip(found, conversations, strict=True))


def _written_texts(real_data: Path) -> list[str]:
    texts: list[str] = []
    with gzip.open(real_data / "knowledge" / "clause_questions.jsonl.gz", "rt", "utf-8") as lines:
        for line in lines:
            texts += [value for value in json.loads(line).values() if isinstance(value, str)]
    with gzip.open(real_data / "knowledge" / "esun" / "faq_617.json.gz", "rt", "utf-8") as file:
        texts += _strings(json.load(file))
    return texts[:: len(texts) // MOST_TEXTS][:MOST_TEXTS]


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    members = value.values() if isinstance(value, dict) else value
    return (
        [text for one in members for text in _strings(one)] if isinstance(members, Iterable) else []
    )
