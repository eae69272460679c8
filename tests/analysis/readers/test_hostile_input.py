"""Whatever bytes come, a reader gives conversations and problems: no error, no hang, no flood."""

import io
import json
import tracemalloc
from functools import partial

import msgspec
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.metadata import read_metadata
from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers import bounds
from goodfaith.analysis.readers.detect import detect
from goodfaith.analysis.readers.jsonl import raw_batches, read_jsonl
from goodfaith.analysis.readers.own_documents import read_own_documents
from goodfaith.analysis.readers.parquet import read_parquet, write_parquet
from goodfaith.analysis.readers.plain import read_plain
from goodfaith.analysis.readers.soundness import is_sound
from goodfaith.analysis.readers.subtitles import read_srt, read_vtt
from goodfaith.analysis.readers.table import read_csv, read_xlsx

STREAMING = [read_jsonl, read_csv, read_plain, read_vtt, read_srt]
READERS = [*STREAMING, read_own_documents, read_parquet, read_xlsx]

TURNS = [("客服", "您好，请问"), ("客户", "是不是保本？\n嗯"), ("客服", "不保本")]


def jsonl():
    records = [
        {
            "id": "a",
            "started_at": "2024-03-01T10:00:00Z",
            "utterances": [{"text": t} for _, t in TURNS],
        },
        {"id": "b", "turns": [{"role": r, "text": t, "start": 1, "end": 2} for r, t in TURNS]},
    ]
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in records).encode()


def xlsx():
    book = openpyxl.Workbook()
    for row in [["会话id", "说话人", "文本"], *(["a", *turn] for turn in TURNS)]:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    path = tmp_path_factory.mktemp("written") / "x.parquet"
    write_parquet(read_jsonl(io.BytesIO(jsonl()), "x"), path)
    csv = "会话id,说话人,文本,开始,时间\n" + "".join(
        f'a,{r},"{t}",1:02,2024-03-01\n' for r, t in TURNS
    )
    times = "00:00:01.000 --> 00:00:02.000\n"
    return {
        read_jsonl: jsonl(),
        read_own_documents: b"[" + jsonl().replace(b"\n", b",\n") + b"]",
        read_csv: csv.encode(),
        read_plain: "# a\n[00:12] 客服：您好\n客户 00:13\n嗯\n\n# b\n客服：x".encode(),
        read_vtt: f"WEBVTT\n\n{times}<v 客服>您好\n\n{times}<v 客户>嗯".encode(),
        read_srt: f"1\n{times}客服：您好\n2\n{times}嗯".encode(),
        read_parquet: path.read_bytes(),
        read_xlsx: xlsx(),
    }


def check(read, data):
    for one in read(io.BytesIO(data), "x"):
        assert isinstance(one, Conversation | Problem)
        if isinstance(one, Conversation):
            assert is_sound(one)
            msgspec.json.encode(one)
        else:
            assert len(str(one)) < 3_000


PIECES = st.sampled_from(
    [
        b"\x00",
        b"\xff",
        b"\n",
        b'"',
        b"{",
        b"[",
        b"]}",
        b",",
        b":",
        b"\\ud800",
        b"9" * 400,
        b"-",
        b"1e999",
    ]
    + [
        b"0001-01-01",
        b"9999-12-31T23:59:59+14:00",
        b"null",
        b"-->",
        b"<v",
        b"=== ",
        b"\xe5\xae",
        b"\r",
        b"\t",
    ]
)
MUTATIONS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 8), PIECES | st.binary(max_size=4)),
    min_size=1,
    max_size=6,
)


def mutated(data, mutations):
    for where, cut, piece in mutations:
        at = int(where * len(data))
        data = data[:at] + piece + data[at + cut :]
    return data


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
@given(data=st.binary(max_size=300))
def test_random_bytes(read, data):
    check(read, data)
    detect(data, "x")


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None
)
@given(mutations=MUTATIONS)
def test_damaged_files(read, written, mutations):
    data = mutated(written[read], mutations)
    check(read, data)
    detect(data, "x")


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
def test_a_file_that_breaks_off_anywhere(read, written):
    data = written[read]
    for end in range(0, len(data), max(1, len(data) // 200)):
        check(read, data[:end])


@given(
    st.binary(max_size=200) | MUTATIONS.map(partial(mutated, "会话id,工号\na,A1\nb,A2\n".encode()))
)
def test_any_metadata(data):
    metadata = read_metadata(io.BytesIO(data), "x")
    assert metadata.join(Conversation("a")).id == "a"


class Endless(io.RawIOBase):
    """A stream that repeats a piece until `size` bytes are read; counts them."""

    def __init__(self, piece, size, heading=b""):
        self._heading = heading
        self._piece = piece * (1 + bounds.MEGABYTE // len(piece))
        self.left = size

    def read(self, size=-1):
        if self._heading:
            heading, self._heading = self._heading, b""
            return heading
        block = self._piece[: min(size, self.left)]
        self.left -= len(block)
        return block


@pytest.mark.parametrize("read", STREAMING, ids=lambda read: read.__name__)
@pytest.mark.parametrize("piece", [b"x", b"[", b'"', b"\x00"])
def test_a_line_without_end_is_given_up(read, piece):
    stream = Endless(piece, 1 << 40)
    found = list(read(stream, "x"))
    assert {one.code for one in found if isinstance(one, Problem)} >= {"line_too_long"}
    assert stream.left > (1 << 40) - 2 * bounds.LONGEST_SKIPPED_BYTES


WORDS = "您好" * 1_000
LINE = json.dumps({"id": "a", "turns": [{"role": "客服", "text": WORDS}] * 9}, ensure_ascii=False)
ENDLESS = {
    read_jsonl: LINE.encode() + b"\n",
    read_csv: "".join(f"c{n},客服,{WORDS}\n" for n in range(50)).encode(),
    read_plain: f"# a\n客服：{WORDS}\n客户：{WORDS}\n".encode(),
}


@pytest.mark.parametrize("read", ENDLESS, ids=lambda read: read.__name__)
def test_memory_stays_flat_on_a_long_stream(read):
    heading = "会话id,说话人,文本\n".encode() if read is read_csv else b""
    stream = Endless(ENDLESS[read], 48 * bounds.MEGABYTE, heading)
    tracemalloc.start()
    count = sum(1 for _ in read(stream, "x"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count > 500
    assert peak < 16 * bounds.MEGABYTE


@pytest.mark.parametrize("read", [read_vtt, read_srt], ids=lambda read: read.__name__)
def test_subtitles_without_end_are_given_up(read):
    stream = Endless(b"00:00:01.000 --> 00:00:02.000\nx\n\n", 1 << 40)
    assert [one.code for one in read(stream, "x")] == ["too_many"]


def test_batches_of_a_long_stream_are_small():
    sizes = [len(raw.lines) for raw in raw_batches(Endless(b"x" * 100_000 + b"\n", 1 << 26), "x")]
    assert max(sizes) < 2 * bounds.BATCH_BYTES


@pytest.mark.parametrize(
    "text",
    ["a" * 100_000, "客" * 50_000, "1:" * 50_000, "<" * 90_000, " " * 90_000, "[00:" * 30_000],
)
def test_long_lines_take_no_long_time(text):
    for read in (read_plain, read_vtt, read_srt, read_csv):
        check(read, b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + text.encode())
