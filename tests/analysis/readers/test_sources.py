"""Finding files, telling their formats apart, reading each with its reader."""

import gzip
import json
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from goodfaith.analysis.conversation import Conversation, Utterance
from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers.detect import detect
from goodfaith.analysis.readers.options import ReadOptions
from goodfaith.analysis.readers.parquet import write_parquet
from goodfaith.analysis.readers.sources import Source, open_inputs, read_source

RECORD = {"id": "c1", "turns": [{"role": "客服", "text": "您好"}]}
LINE = json.dumps(RECORD, ensure_ascii=False)
FILES = {
    "a.jsonl": LINE + "\n" + LINE,
    "b.json": json.dumps(RECORD, indent=2),
    "c.csv": "会话id,说话人,文本\nc1,客服,您好\n",
    "d.txt": "客服：您好\n",
    "e.vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\n<v 客服>您好\n",
    "f.srt": "1\n00:00:01,000 --> 00:00:02,000\n客服：您好\n",
}
FORMATS = ["jsonl", "json", "csv", "text", "vtt", "srt"]


def head_of_workbook():
    stream = BytesIO()
    openpyxl.Workbook().save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(("name", "format_"), list(zip(FILES, FORMATS, strict=True)))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_format_is_found_by_content_whatever_the_name(name, format_, encoding):
    assert detect(FILES[name].encode(encoding), "download") == format_
    assert detect(FILES[name].encode(encoding), name) == format_


@pytest.mark.parametrize(
    ("head", "format_"),
    [
        (b"PAR1....", "parquet"),
        pytest.param(head_of_workbook(), "xlsx", id="a workbook"),
        (b"[00:12] \xe5\xae\xa2\xe6\x9c\x8d: hello", "text"),
        (b'{"id": "a"\n{"id": "b"}', "jsonl"),
        (b"[\n  {", "json"),
        (b"a,b\n1,2\n", None),
        (b"", None),
        (b"\x00\x01\xff\xfe\x80", None),
    ],
)
def test_formats_by_their_first_bytes(head, format_):
    assert detect(head, "download") == format_


def test_a_name_decides_where_content_cannot():
    assert detect(b"a,b\n1,2\n", "x.csv") == "csv"
    assert detect(b"", "x.jsonl") == "jsonl"


@pytest.fixture
def folder(tmp_path):
    for name, content in FILES.items():
        (tmp_path / name).write_text(content, "utf-8")
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "g.jsonl.gz").write_bytes(gzip.compress(LINE.encode()))
    write_parquet([Conversation("c1", (Utterance("您好"),))], tmp_path / "inner" / "h.parquet")
    (tmp_path / ".hidden.jsonl").write_text("x")
    return tmp_path


def test_a_folder_mixes_formats_in_a_stable_order(folder):
    sources = list(open_inputs([folder]))
    assert [source.path.name for source in sources] == [*FILES, "g.jsonl.gz", "h.parquet"]
    assert [source.format for source in sources] == [*FORMATS, "jsonl", "parquet"]
    found = [one for source in sources for one in read_source(source)]
    assert not [one for one in found if isinstance(one, Problem)]
    assert {utterance.text for one in found for utterance in one.utterances} == {"您好"}


def test_a_file_named_twice_is_read_once(folder):
    given = [folder / "c.csv", folder, Path(f"{folder}/*.csv")]
    names = [source.path.name for source in open_inputs(given)]
    assert names[0] == "c.csv"
    assert len(names) == len(set(names)) == 8


def test_a_pattern_finds_files(folder):
    names = [source.path.name for source in open_inputs([folder / "**" / "*.parquet"])]
    assert names == ["h.parquet"]


def test_the_persons_format_wins(folder):
    (source,) = open_inputs([folder / "c.csv"], ReadOptions(format="text"))
    assert source.format == "text"


def test_a_path_that_leads_nowhere_is_a_problem(tmp_path):
    (source,) = open_inputs([tmp_path / "none.jsonl"])
    (problem,) = read_source(source)
    assert str(problem).endswith("none.jsonl: missing, expected a file, folder or pattern")


def test_a_file_in_no_known_format_is_a_problem(tmp_path):
    (tmp_path / "x.bin").write_bytes(b"\x00\x01\x02")
    (problem,) = [one for s in open_inputs([tmp_path]) for one in read_source(s)]
    assert problem.code == "format_unknown"


def test_a_gzip_file_that_breaks_off_is_a_problem(tmp_path):
    path = tmp_path / "x.jsonl.gz"
    path.write_bytes(gzip.compress(LINE.encode())[:-4])
    found = list(read_source(Source(path, "x.jsonl.gz", "jsonl")))
    assert found[-1].code == "unreadable"


def test_an_object_of_conversations_by_id_is_read(tmp_path):
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"k1": {"turns": RECORD["turns"]}, "k2": RECORD}, indent=1))
    (source,) = open_inputs([path])
    assert [one.id for one in read_source(source)] == ["k1", "c1"]


def test_a_single_document_without_an_id_has_the_files_name(tmp_path):
    path = tmp_path / "call-7.json"
    path.write_text(json.dumps({"turns": RECORD["turns"]}, indent=1))
    (source,) = open_inputs([path])
    assert [one.id for one in read_source(source)] == ["call-7"]
