"""Archives: every file in them a source of its own, and nothing of them believed."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.analysis import Conversation
from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers import archive, zip_check
from goodfaith.analysis.readers.options import ReadOptions
from goodfaith.analysis.readers.sources import Source, open_inputs, read_source
from small_world import talk
from spoilt_archives import METHODS, spoilt

CSV = "会话,角色,内容\nc1,坐席,您好\nc1,客户,好的\n".encode()
TEXT = "坐席：您好\n客户：好的\n".encode()


def json_lines(*ids: str) -> bytes:
    said = (talk(id, ("A", "您好"), ("C", "好的")) for id in ids)
    return b"".join(msgspec.json.encode(one) + b"\n" for one in said)


def workbook() -> bytes:
    book, written = openpyxl.Workbook(), io.BytesIO()
    for row in (("会话", "角色", "内容"), ("x1", "坐席", "您好"), ("x1", "客户", "好")):
        book.active.append(row)
    book.save(written)
    return written.getvalue()


def packed(files: Mapping[str, bytes] | list[tuple[Any, bytes]], **options: Any) -> bytes:
    written = io.BytesIO()
    pairs = list(files.items()) if isinstance(files, Mapping) else files
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in pairs:
            made.writestr(name, content, **options)
    return written.getvalue()


def read(path: Path, content: bytes, **options: Any) -> list[Conversation | Problem]:
    path.write_bytes(content)
    chosen = ReadOptions(**options)
    (source,) = open_inputs([path], chosen)
    return list(read_source(msgspec.structs.replace(source, name="calls.zip"), chosen))


def ids(items: list[Conversation | Problem]) -> list[str]:
    return [one.id for one in items if isinstance(one, Conversation)]


def problems(items: list[Conversation | Problem]) -> list[tuple[str, str, str]]:
    return [(one.file, one.code, one.found) for one in items if isinstance(one, Problem)]


def test_every_file_is_read_in_its_own_format(tmp_path: Path) -> None:
    content = packed({
        "北京/a.jsonl": json_lines("j1", "j2"), "b.csv": CSV, "t9.txt": TEXT, "d.xlsx": workbook(),
    })  # fmt: skip
    assert ids(read(tmp_path / "calls.zip", content)) == ["j1", "j2", "c1", "t9", "x1"]


def test_without_its_name_it_is_still_an_archive_and_a_workbook_is_none(tmp_path: Path) -> None:
    assert ids(read(tmp_path / "download", packed({"a.jsonl": json_lines("j1")}))) == ["j1"]
    assert ids(read(tmp_path / "book.zip", workbook())) == ["x1"]
    stored = packed({"a.jsonl": json_lines("j1"), "d.xlsx": workbook()}, compress_type=0)
    assert ids(read(tmp_path / "stored.zip", stored)) == ["j1", "x1"]


def test_what_is_wrong_in_a_file_names_it(tmp_path: Path) -> None:
    broken = json_lines("j1") + b"{\n" + json_lines("j2")
    found = read(tmp_path / "calls.zip", packed({"a.jsonl": broken, "b/c.jsonl": b'{"id": ""}\n'}))
    assert ids(found) == ["j1", "j2"]
    told = [one for one in found if isinstance(one, Problem)]
    assert {(one.file, one.place) for one in told} == {
        ("calls.zip/a.jsonl", "line 2"), ("calls.zip/b/c.jsonl", "line 1"),
    }  # fmt: skip


def test_a_format_that_is_chosen_is_that_of_every_file(tmp_path: Path) -> None:
    content = packed({"a.dat": json_lines("j1"), "b.dat": json_lines("j2")})
    assert ids(read(tmp_path / "calls.zip", content, format="jsonl")) == ["j1", "j2"]


def test_a_file_in_no_known_format_does_not_hold_back_the_others(tmp_path: Path) -> None:
    content = packed({"a.bin": bytes(range(256)) * 9, "b.jsonl": json_lines("j1")})
    found = read(tmp_path / "calls.zip", content)
    assert (ids(found), problems(found)[0][:2]) == (
        ["j1"], ("calls.zip/a.bin", "format_unknown"),
    )  # fmt: skip


@pytest.mark.parametrize("inner", ["zip", "gz"])
def test_an_archive_in_an_archive_is_refused(inner: str, tmp_path: Path) -> None:
    import gzip

    nested = packed({"a.jsonl": json_lines("n")}) if inner == "zip" else gzip.compress(CSV)
    content = packed({f"in.{inner}": nested, "b.jsonl": json_lines("j1")})
    found = read(tmp_path / "calls.zip", content)
    assert ids(found) == ["j1"]
    assert problems(found) == [
        (f"calls.zip/in.{inner}", "format_unknown", "an archive in an archive"),
    ]


@pytest.mark.parametrize(
    "name", ["../a.jsonl", "b/../../a.jsonl", "/etc/a.jsonl", "C:\\a.jsonl", "..\\a.jsonl", "a\tb"]
)
def test_a_name_that_leads_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    found = read(tmp_path / "calls.zip", packed({name: json_lines("x"), "b.jsonl": CSV}))
    assert problems(found)[0][1:] == ("field_invalid", "a name that leads elsewhere")
    assert "x" not in ids(found)
    assert {path.name for path in tmp_path.iterdir()} == {"calls.zip"}


def test_a_link_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("a.jsonl")
    link.external_attr = 0o120777 << 16
    found = read(tmp_path / "calls.zip", packed([(link, b"/etc/passwd")]))
    assert problems(found) == [("calls.zip/a.jsonl", "field_invalid", "a link")]


def test_what_a_system_leaves_behind_is_passed_over(tmp_path: Path) -> None:
    content = packed({"__MACOSX/._a.jsonl": b"\0", ".DS_Store": b"\0", "d/": b"",
                      "d/a.jsonl": json_lines("j1")})  # fmt: skip
    assert [*map(type, read(tmp_path / "calls.zip", content))] == [Conversation]


def test_names_of_a_chinese_windows_are_read(tmp_path: Path) -> None:
    raw = packed({"xxxx.txt": TEXT}).replace(b"xxxx.txt", "通话".encode("gb18030") + b".txt")
    assert ids(read(tmp_path / "calls.zip", raw)) == ["通话"]


def test_two_files_may_not_both_give_their_name_to_a_conversation(tmp_path: Path) -> None:
    found = read(tmp_path / "calls.zip", packed({"a/1.txt": TEXT, "b/1.txt": TEXT}))
    assert ids(found) == ["1"]
    assert problems(found) == [("calls.zip/b/1.txt", "duplicate_id", "a name that is taken")]


@pytest.mark.parametrize(
    ("bound", "value", "code"),
    [("MOST_ZIP_ENTRIES", 1, "too_many"), ("LONGEST_UNZIPPED_BYTES", 100, "too_many"),
     ("LONGEST_ZIP_DIRECTORY_BYTES", 60, "too_many")],
)  # fmt: skip
def test_beyond_a_bound_none_of_it_is_read(
    bound: str, value: int, code: str, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(zip_check, bound, value)
    files = {f"{n}.jsonl": json_lines(f"j{n}") for n in range(2)}
    found = read(tmp_path / "calls.zip", packed(files))
    assert (ids(found), [one[:2] for one in problems(found)]) == ([], [("calls.zip", code)])


def test_a_file_that_unpacks_too_far_is_not_unpacked(tmp_path: Path) -> None:
    found = read(tmp_path / "calls.zip", packed({"a.txt": b" " * (4 << 20)}))
    assert [one[1] for one in problems(found)] == ["too_many"]


def test_a_size_that_lies_is_found_out(tmp_path: Path) -> None:
    content = packed({"a.txt": b" " * (4 << 20)})
    lying = content.replace(struct.pack("<L", 4 << 20), struct.pack("<L", 20))
    found = read(tmp_path / "calls.zip", lying)
    assert (ids(found), len(problems(found))) == ([], 1)


def test_a_list_of_a_second_size_is_the_one_that_counts(monkeypatch: Any, tmp_path: Path) -> None:
    content = packed({f"{n}.txt": TEXT for n in range(9)})
    at = content.rfind(b"PK\5\6")
    size, offset = struct.unpack_from("<LL", content, at + 12)
    wide = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 9, 9, size, offset)
    wide += struct.pack("<4sLQL", b"PK\6\7", 0, at, 1)
    end = bytearray(content[at:])
    end[12:16] = struct.pack("<L", 46)
    content = content[:at] + wide + bytes(end)
    assert len(ids(read(tmp_path / "calls.zip", content))) == 9
    monkeypatch.setattr(zip_check, "LONGEST_ZIP_DIRECTORY_BYTES", 100)
    assert problems(read(tmp_path / "calls.zip", content))[0][1] == "too_many"


@pytest.mark.parametrize("content", [b"PK\3\4", packed({"a.txt": TEXT})[:-9], packed({})])
def test_a_damaged_or_empty_archive_is_a_problem(content: bytes, tmp_path: Path) -> None:
    found = read(tmp_path / "calls.zip", content)
    assert [one[:2] for one in problems(found)] == [("calls.zip", "unreadable")]


@pytest.mark.parametrize("method", METHODS)
def test_an_archive_with_a_spoilt_file_is_a_problem(method: str, tmp_path: Path) -> None:
    found = read(tmp_path / "calls.zip", spoilt("a.jsonl", method))
    assert [one[0] for one in problems(found)] == ["calls.zip"]


def test_a_place_that_no_file_reaches_is_a_problem(tmp_path: Path) -> None:
    content = packed({"a.txt": TEXT})
    at = content.rfind(b"PK\1\2")
    wide = struct.pack("<HHQ", 1, 8, (1 << 64) - 1)
    listed = bytearray(content[at : content.rfind(b"PK\5\6")])
    listed[30:32], listed[42:46] = struct.pack("<H", len(wide)), b"\xff" * 4
    end = bytearray(content[content.rfind(b"PK\5\6") :])
    end[12:16] = struct.pack("<L", len(listed) + len(wide))
    found = read(tmp_path / "calls.zip", content[:at] + bytes(listed) + wide + bytes(end))
    assert [one[:2] for one in problems(found)] == [("calls.zip", "unreadable")]


def test_an_encrypted_archive_is_a_problem(tmp_path: Path) -> None:
    content = bytearray(packed({"a.txt": TEXT}))
    content[content.rfind(b"PK\1\2") + 8] |= 1
    found = read(tmp_path / "calls.zip", bytes(content))
    assert problems(found) == [("calls.zip", "field_invalid", "encrypted")]


@given(st.binary(max_size=80), st.integers(0, 400))
def test_no_archive_makes_reading_fail(noise: bytes, at: int) -> None:
    content = packed({"a.jsonl": json_lines("j1"), "b.csv": CSV})
    spoilt = content[:at] + noise + content[at + len(noise) :]
    for one in archive.entries_of(io.BytesIO(spoilt), "calls.zip"):
        assert isinstance(one, archive.Entry | Problem)


def test_nothing_is_left_when_reading_breaks_off(tmp_path: Path, monkeypatch: Any) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    path = tmp_path / "calls.zip"
    path.write_bytes(packed({"a.jsonl": json_lines("j1", "j2"), "b.csv": CSV}))
    items = read_source(Source(path, "calls.zip", None))
    next(items)
    assert [one.name for one in tmp_path.iterdir()] == ["calls.zip"]
