"""Reading without every finding whole says the same of every rule."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from hypothesis import given, settings

from goodfaith.analysis import Conversation, FactBook, Reader, Rulebook
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
