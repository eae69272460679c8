"""Parquet and the Arrow record batches under it."""

from datetime import UTC, datetime
from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st
from made_conversations import CONVERSATIONS

from goodfaith.analysis.arrow_schema import batch_from_conversations, conversations_from_batch
from goodfaith.analysis.conversation import Conversation, Utterance
from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers import parquet
from goodfaith.analysis.readers.parquet import read_parquet, write_parquet


def read(table):
    stream = BytesIO()
    pq.write_table(table, stream)
    stream.seek(0)
    return list(read_parquet(stream, "calls.parquet"))


@given(st.lists(CONVERSATIONS, max_size=5))
def test_a_batch_gives_back_its_conversations(conversations):
    batch = batch_from_conversations(conversations)
    assert list(conversations_from_batch(batch)) == conversations


@given(st.lists(CONVERSATIONS, min_size=2, max_size=5))
def test_a_slice_of_a_batch_gives_its_part(conversations):
    batch = batch_from_conversations(conversations).slice(1)
    assert list(conversations_from_batch(batch)) == conversations[1:]


def test_a_file_is_written_and_read_back(tmp_path, monkeypatch):
    monkeypatch.setattr(parquet, "_ROWS_WRITTEN", 3)
    conversations = [Conversation(f"c{n}", (Utterance("您好"),)) for n in range(10)]
    path = tmp_path / "calls.parquet"
    assert write_parquet(conversations, path) == 10
    with path.open("rb") as file:
        assert list(read_parquet(file, "calls.parquet")) == conversations


def test_columns_spelt_by_others_are_understood():
    table = pa.table(
        {
            "call_id": [7],
            "turns": [[{"role": "客服", "text": "您好"}]],
            "started_at": [datetime(2024, 3, 1, 10, tzinfo=UTC)],
            "fields": pa.array([[("policy.name", "x")]], pa.map_(pa.string(), pa.string())),
        }
    )
    (one,) = read(table)
    assert (one.id, one.utterances[0].participant) == ("7", "客服")
    assert one.started_at == datetime(2024, 3, 1, 10, tzinfo=UTC)
    assert one.fields == {"policy.name": "x"}


def test_a_bad_row_is_named_and_the_others_are_read():
    found = read(pa.table({"id": ["a", None, "c"], "channel": ["phone", "phone", "fax"]}))
    assert found[0] == Conversation("a", channel="phone")
    assert [str(one).partition(", expected")[0] for one in found[1:]] == [
        "calls.parquet row 2: id is missing",
        "calls.parquet row 3: channel is 'fax'",
    ]


def test_bytes_that_are_no_text_are_a_problem():
    rows = pa.array([b"a", b"\xff\xfe"], pa.binary()).view(pa.string())
    first, second = conversations_from_batch(pa.record_batch({"id": rows}), name="x")
    assert first == Conversation("a")
    assert isinstance(second, Problem)


def test_an_utterance_of_bytes_that_are_no_text_refuses_its_row_only():
    texts = pa.array([b"x", b"\xff"], pa.binary()).view(pa.string())
    records = pa.StructArray.from_arrays([texts], ["text"])
    said = pa.ListArray.from_arrays(pa.array([0, 1, 2], pa.int32()), records)
    batch = pa.record_batch({"id": pa.array(["a", "b"]), "utterances": said})
    first, second = conversations_from_batch(batch)
    assert first == Conversation("a", (Utterance("x"),))
    assert isinstance(second, Problem)


def test_a_null_among_the_utterances_is_a_problem():
    table = pa.table({"id": ["a"], "utterances": [[{"text": "x"}, None]]})
    (problem,) = read(table)
    assert problem.field == "utterances[1]"


def test_a_row_group_beyond_the_bound_is_refused(monkeypatch):
    monkeypatch.setattr(parquet, "LONGEST_ROW_GROUP_BYTES", 10)
    (problem,) = read(pa.table({"id": ["a"]}))
    assert problem.code == "too_many"
