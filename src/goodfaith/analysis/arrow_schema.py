"""Conversations as Arrow record batches: what Parquet files hold and what Spark maps over.

One row a conversation, columns named as the members of `Conversation`. Moments are ISO 8601 text,
because a column of timestamps has one zone and conversations have each their own; `fields` is a
JSON object as text, because its values differ in type. Null stands for a member's default.
Timestamps, and maps of fields, are understood when others wrote them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, repeat
from typing import Any, Final

import msgspec
import pyarrow as pa

from goodfaith.analysis.conversation import Conversation, Utterance
from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers.json_document import parse_json
from goodfaith.analysis.readers.loose_conversation import conversation_from
from goodfaith.analysis.readers.options import DEFAULT_OPTIONS, ReadOptions
from goodfaith.analysis.readers.report import Report
from goodfaith.analysis.readers.soundness import is_sound

_TEXT: Final = pa.string()
_SECONDS: Final = pa.float64()
_ATTACHMENT: Final = pa.struct(
    [
        ("kind", _TEXT),
        ("name", _TEXT),
        ("sha256", _TEXT),
        ("url", _TEXT),
        ("size", pa.int64()),
    ]
)
_UTTERANCE: Final = pa.struct(
    [
        pa.field("text", _TEXT, nullable=False),
        ("participant", _TEXT),
        ("start", _SECONDS),
        ("end", _SECONDS),
        ("confidence", pa.float64()),
        ("confidences", pa.list_(pa.float64())),
        ("sent_at", _TEXT),
        ("recalled_at", _TEXT),
        ("attachments", pa.list_(_ATTACHMENT)),
    ]
)
_PARTICIPANT: Final = pa.struct(
    [("id", _TEXT), ("role", _TEXT), ("name", _TEXT), ("joined", _SECONDS), ("left", _SECONDS)]
)
_GAP: Final = pa.struct([("start", _SECONDS), ("end", _SECONDS), ("reason", _TEXT)])

CONVERSATIONS: Final = pa.schema(
    [
        pa.field("id", _TEXT, nullable=False),
        ("utterances", pa.list_(_UTTERANCE)),
        ("participants", pa.list_(_PARTICIPANT)),
        ("channel", _TEXT),
        ("direction", _TEXT),
        ("purpose", _TEXT),
        ("result", _TEXT),
        ("started_at", _TEXT),
        ("duration", _SECONDS),
        ("customer", _TEXT),
        ("adviser", _TEXT),
        ("team", _TEXT),
        ("applications", pa.list_(_TEXT)),
        ("policies", pa.list_(_TEXT)),
        ("speakers", _TEXT),
        ("fields", _TEXT),
        ("gaps", pa.list_(_GAP)),
    ]
)


def batch_from_conversations(conversations: Sequence[Conversation]) -> pa.RecordBatch:
    """Return one row a conversation in the columns of `CONVERSATIONS`, in the given order."""
    return pa.RecordBatch.from_pylist([_row(one) for one in conversations], schema=CONVERSATIONS)


def _row(conversation: Conversation) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.to_builtins(conversation)
    row |= {"channel": conversation.channel, "speakers": conversation.speakers}
    if conversation.fields:
        row["fields"] = msgspec.json.encode(conversation.fields).decode()
    return row


def conversations_from_batch(
    batch: pa.RecordBatch,
    options: ReadOptions = DEFAULT_OPTIONS,
    name: str = "record batch",
    first_row: int = 1,
    ignored: Counter[str] | None = None,
) -> Iterator[Conversation | Problem]:
    """Yield the conversation of each row, or what is wrong with it, in the order of the rows.

    Columns may be missing, stand in any order, and be spelt in ways that `loose_conversation`
    understands. Problems name the row, counted from `first_row`.
    """
    quick = _quickly(batch)
    for row in range(batch.num_rows):
        conversation = next(quick, None)
        if conversation is not None and is_sound(conversation):
            yield conversation
        else:
            report = Report(name, f"row {first_row + row}")
            yield from _slowly(batch.slice(row, 1), report, options, ignored)


def _quickly(batch: pa.RecordBatch) -> Iterator[Conversation | None]:
    """Yield conversations column by column; None for those that need a closer look.

    Ends early, so that all need one, when the columns are not those of `CONVERSATIONS`.
    """
    if not all(
        field.name in CONVERSATIONS.names
        and _fits(field.type, CONVERSATIONS.field(field.name).type)
        for field in batch.schema
    ):
        return
    try:
        utterances = list(_utterances(batch))
        columns = {
            field.name: batch.column(field.name).to_pylist()
            for field in batch.schema
            if field.name != "utterances"
        }
    except UnicodeDecodeError:  # Parquet does not check what it calls text
        return
    for row, said in enumerate(utterances):
        yield _converted({name: column[row] for name, column in columns.items()}, said)


def _fits(given: pa.DataType, wanted: pa.DataType) -> bool:
    """Whether a column's type is ours, perhaps with fewer members."""
    if pa.types.is_list(wanted):
        return pa.types.is_list(given) and _fits(given.value_type, wanted.value_type)
    if pa.types.is_struct(wanted):
        return pa.types.is_struct(given) and all(
            wanted.get_field_index(field.name) >= 0
            and _fits(field.type, wanted.field(field.name).type)
            for field in given
        )
    return bool(given == wanted)


def _converted(
    members: dict[str, Any], utterances: tuple[Utterance, ...] | None
) -> Conversation | None:
    if utterances is None:
        return None
    given = {name: _without_nulls(value) for name, value in members.items() if value is not None}
    try:
        if "fields" in given:
            given["fields"] = msgspec.json.decode(given["fields"])
        return msgspec.convert(given | {"utterances": utterances}, Conversation)
    except (msgspec.MsgspecError, RecursionError):
        return None


def _without_nulls(value: Any) -> Any:
    if not isinstance(value, list) or not value or not isinstance(value[0], dict):
        return value
    return [{k: v for k, v in one.items() if v is not None} for one in value if one is not None]


def _utterances(batch: pa.RecordBatch) -> Iterator[tuple[Utterance, ...] | None]:
    """Build the utterances of all rows from their columns: ten times as fast as row by row."""
    if "utterances" not in batch.schema.names:
        yield from repeat((), batch.num_rows)
        return
    lists = batch.column("utterances")
    records = lists.flatten()
    known = [_column(records, name) for name in Utterance.__struct_fields__]
    built = [_utterance(*members) for members in zip(*known, strict=False)] if len(records) else []
    lengths = (0 if length is None else length for length in lists.value_lengths().to_pylist())
    for first, last in pairwise(_running(lengths)):
        said = tuple(one for one in built[first:last] if one is not None)
        yield said if len(said) == last - first else None


def _running(lengths: Iterable[int]) -> Iterator[int]:
    total = 0
    yield total
    for length in lengths:
        total += length
        yield total


def _column(records: pa.StructArray, name: str) -> Iterable[Any]:
    if records.type.get_field_index(name) < 0:
        return repeat(None)
    column = records.field(name)
    return repeat(None) if column.null_count == len(column) else column.to_pylist()


def _utterance(
    text: str | None,
    participant: str | None,
    start: float | None,
    end: float | None,
    confidence: float | None,
    confidences: list[float] | None,
    *rarities: Any,
) -> Utterance | None:
    if text is None:
        return None
    if confidences is None and rarities == (None, None, None):
        return Utterance(text, participant, start, end, confidence)
    sent_at, recalled_at, attachments = rarities
    members = {
        "text": text,
        "participant": participant,
        "start": start,
        "end": end,
        "confidence": confidence,
        "confidences": confidences,
        "sent_at": sent_at,
        "recalled_at": recalled_at,
        "attachments": _without_nulls(attachments or []),
    }
    try:
        return msgspec.convert(members, Utterance)
    except msgspec.ValidationError:
        return None


def _slowly(
    row: pa.RecordBatch,
    report: Report,
    options: ReadOptions,
    ignored: Counter[str] | None,
) -> Iterable[Conversation | Problem]:
    try:
        (record,) = row.to_pylist()
    except (UnicodeDecodeError, ValueError, OverflowError, pa.ArrowException) as error:
        report.add("", f"unreadable ({type(error).__name__})", "UTF-8 text and sane values")
        return report.problems
    if isinstance(record.get("fields"), str):
        record["fields"] = report.take("fields", parse_json, record["fields"])
    elif isinstance(record.get("fields"), list):
        record["fields"] = dict(record["fields"])
    conversation = conversation_from(record, report, options, ignored)
    return report.problems if conversation is None or report.problems else (conversation,)
