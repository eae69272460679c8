"""Findings as Arrow record batches, and the function that Spark or a database maps over them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
import pyarrow as pa

from goodfaith.analysis.arrow_schema import conversations_from_batch
from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.facts import FactBook
from goodfaith.analysis.finding import Finding
from goodfaith.analysis.heard import listen
from goodfaith.analysis.judging import judge_conversation
from goodfaith.analysis.problems import Problem, UnreadableInput
from goodfaith.analysis.rules.rule import Rulebook
from goodfaith.analysis.scoping import conversation_scope

_BECAUSE = pa.struct(
    [("code", pa.string()), ("part", pa.string()), ("missing", pa.list_(pa.string()))]
)
_EVIDENCE = pa.struct(
    [
        ("conversation", pa.string()),
        ("utterance", pa.int32()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("text", pa.string()),
        ("point", pa.string()),
        ("participant", pa.string()),
        ("role", pa.string()),
        ("seconds", pa.float64()),
    ]
)
_FACT = pa.struct([("name", pa.string()), ("value", pa.string()), ("source", pa.string())])

FINDINGS_SCHEMA = pa.schema(
    [
        ("rule", pa.string()),
        ("verdict", pa.string()),
        ("scope", pa.string()),
        ("conversation", pa.string()),
        ("sale", pa.string()),
        ("customer", pa.string()),
        ("family", pa.string()),
        ("severity", pa.string()),
        ("because", pa.list_(_BECAUSE)),
        ("evidence", pa.list_(_EVIDENCE)),
        ("facts", pa.list_(_FACT)),
        ("deduction", pa.float64()),
        ("adviser", pa.string()),
        ("team", pa.string()),
        ("rule_version", pa.string()),
        ("rulebook", pa.string()),
        ("transcript", pa.string()),
        ("facts_hash", pa.string()),
        ("fingerprint", pa.string()),
    ]
)


def batch_from_findings(findings: Iterable[Finding]) -> pa.RecordBatch:
    """One row a finding, in order."""
    rows = [_row(finding) for finding in findings]
    return pa.RecordBatch.from_pylist(rows, schema=FINDINGS_SCHEMA)


def findings_from_batch(batch: pa.RecordBatch) -> Iterator[Finding]:
    """The findings of a record batch. Raises `msgspec.ValidationError` for other columns."""
    for row in batch.to_pylist():
        yield msgspec.convert(_without_nulls(row), Finding)


def judge_batch(
    batch: pa.RecordBatch, rulebook: Rulebook, facts: FactBook, as_of: datetime | None = None
) -> pa.RecordBatch:
    """Map a record batch of conversations to one of their violated and undecidable findings.

    Rules about one conversation only: sales and customers need all their conversations. Building
    a scanner takes longer than scanning, so map with `Judge` where there are many batches.
    Raises `UnreadableInput` with every problem of the batch.
    """
    return Judge(rulebook, facts, as_of).judge(batch)


class Judge:
    """`judge_batch` for many batches. Belongs to one thread; make one in each worker."""

    def __init__(self, rulebook: Rulebook, facts: FactBook, as_of: datetime | None = None) -> None:
        self._rulebook, self._facts, self._as_of = rulebook, facts, as_of

    def judge(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        items = list(conversations_from_batch(batch))
        if problems := [item for item in items if isinstance(item, Problem)]:
            raise UnreadableInput(problems)
        return batch_from_findings(
            self.findings([item for item in items if isinstance(item, Conversation)])
        )

    def findings(self, conversations: Sequence[Conversation]) -> Iterator[Finding]:
        """The findings of some conversations, in their order, then by rule."""
        scanned = self._rulebook.scanner.scan(conversations, self._rulebook.background)
        for conversation, mentions in zip(conversations, scanned, strict=True):
            heard = listen(conversation, mentions)
            scope = conversation_scope(heard, self._facts, as_of=self._as_of)
            yield from judge_conversation(self._rulebook, scope)


def _row(finding: Finding) -> dict[str, Any]:
    return {name: _plain(getattr(finding, name)) for name in FINDINGS_SCHEMA.names}


def _plain(value: Any) -> Any:
    return [msgspec.structs.asdict(v) for v in value] if isinstance(value, tuple) else value


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_nulls(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [_without_nulls(v) for v in value]
    return value
