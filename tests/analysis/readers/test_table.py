"""CSV and XLSX with one utterance a row."""

import csv
import io
import zipfile
from collections import Counter
from datetime import datetime, time

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_conversations import TURNS, turns_of

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers import zip_check
from goodfaith.analysis.readers.options import DEFAULT_OPTIONS, ReadOptions
from goodfaith.analysis.readers.table import read_csv, read_xlsx


def read(text, options=DEFAULT_OPTIONS, ignored=None):
    data = text.encode() if isinstance(text, str) else text
    return list(read_csv(io.BytesIO(data), "calls.csv", options, ignored))


def workbook(*sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read_book(data):
    return list(read_xlsx(io.BytesIO(data), "calls.xlsx"))


HEADING = ["会话id", "说话人", "文本", "开始", "结束"]


def rows_of(conversations):
    return [
        [f"c{number}", who, text, start, end]
        for number, turns in enumerate(conversations)
        for who, text, (start, end) in turns
    ]


@given(
    st.lists(TURNS, min_size=1, max_size=3),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]),
    st.sampled_from([",", "\t", ";"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_csv_is_read_back(conversations, encoding, separator, end):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator=end)
    writer.writerows([HEADING, *rows_of(conversations)])
    found = read(text.getvalue().encode(encoding))
    assert [turns_of(one) for one in found] == [[t[:2] for t in turns] for turns in conversations]
    times = [(u.start, u.end) for one in found for u in one.utterances]
    assert times == [tuple(span) for turns in conversations for *_, span in turns]


@given(st.lists(TURNS, min_size=1, max_size=3))
def test_xlsx_is_read_back(conversations):
    found = read_book(workbook([HEADING, *rows_of(conversations)]))
    written = [[(who, text) for who, text, _ in turns] for turns in conversations]
    assert [turns_of(one) for one in found] == written


def test_members_of_the_conversation_stand_in_any_row():
    text = "conversation,speaker,text,渠道,通话目的,policy.premium\n"
    text += "a,客服,x,,,\na,客户,y,电话,销售,8000\n"
    (one,) = read(text, ReadOptions(known_fields=frozenset({"policy.premium"})))
    assert (one.channel, one.purpose, one.fields) == ("phone", "sales", {"policy.premium": 8000.0})


def test_two_values_for_one_member_are_a_problem():
    (problem,) = read("会话id,文本,工号\na,x,A1\na,y,A2\n")
    assert str(problem) == (
        "calls.csv row 3: 工号 is 'A2', expected the same value as in the rows above"
    )


def test_columns_are_found_by_the_persons_mapping():
    mapping = ReadOptions(columns={"conversation": "K", "speaker": "S", "text": "T"})
    (one,) = read("K,S,T,text\na,客服,您好,other\n", mapping)
    assert turns_of(one) == [("客服", "您好")]


def test_a_mapped_column_that_is_not_there_is_a_problem():
    found = read("会话id,文本\na,x\n", ReadOptions(columns={"speaker": "S", "mood": "M"}))
    assert [one.code for one in found] == ["column_missing", "column_unknown"]


def test_missing_columns_are_all_told_at_once():
    assert [one.code for one in read("a,b\n1,2\n")] == ["column_missing"] * 2


def test_columns_nobody_asked_for_are_counted():
    ignored = Counter()
    read("会话id,文本,情绪\na,x,好\n", ignored=ignored)
    assert ignored == {"情绪": 1}


def test_a_conversation_that_comes_back_is_a_problem():
    found = read("会话id,文本\na,x\nb,y\na,z\n")
    assert [one.id for one in found[:2]] == ["a", "b"]
    assert (found[2].code, found[2].place) == ("duplicate_id", "row 4")


def test_a_line_end_in_quotes_belongs_to_the_words():
    (one,) = read('会话id,文本\na,"您好\r\n请问"\n')
    assert one.utterances[0].text == "您好\r\n请问"


def test_a_quotation_mark_that_never_closes_hides_no_row():
    found = read('会话id,文本\na,x\nb,"y\nc,z\n')
    assert (isinstance(found[-1], Conversation) and found[-1].id == "a") or found[0].id == "a"
    assert any(isinstance(one, Problem) and one.code == "format_unreadable" for one in found)


def test_a_bad_row_refuses_its_conversation_and_no_other():
    found = read("会话id,文本,开始\na,x,1\na,y,abc\nb,z,1\n")
    assert str(found[0]).startswith("calls.csv row 3: 开始 is 'abc'")
    assert [one.id for one in found[1:]] == ["b"]


def test_cells_of_a_workbook_are_understood():
    (one,) = read_book(
        workbook(
            [
                ["会话id", "说话人", "文本", "开始", "时间"],
                [1001, "客服", 100, time(0, 0, 12), datetime(2024, 3, 1, 10)],
            ]
        )
    )
    utterance = one.utterances[0]
    assert (one.id, utterance.text, utterance.start) == ("1001", "100", 12)
    assert utterance.sent_at.isoformat() == "2024-03-01T10:00:00+08:00"


def test_sheets_of_other_things_are_left_out():
    found = read_book(workbook([["说明"], ["x"]], [["会话id", "文本"], ["a", "x"]]))
    assert [one.id for one in found] == ["a"]


def test_a_workbook_without_conversations_is_a_problem():
    assert {one.code for one in read_book(workbook([["说明"], ["x"]]))} == {"column_missing"}


def packed(**parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("_", "/") + ".xml", content)
    return stream.getvalue()


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    (problem,) = read_book(packed(xl_worksheets_sheet1=b" " * 50_000_000))
    assert (problem.code, problem.found) == ("too_many", "a part that unpacks more than 200-fold")


def test_a_header_that_lies_about_the_size_is_found_out(monkeypatch):
    monkeypatch.setattr(zip_check, "HIGHEST_ZIP_RATIO", 10**9)
    monkeypatch.setattr(zip_check, "LONGEST_UNZIPPED_BYTES", 2_000_000)
    size = 5_000_000
    data = packed(a=b" " * size).replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    (problem,) = read_book(data)
    assert (problem.code, problem.expected) == ("too_many", "at most 2,000,000 bytes unpacked")


def test_a_cell_in_a_far_corner_is_refused():
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = 1, 2
    stream = io.BytesIO()
    book.save(stream)
    (problem,) = read_book(stream.getvalue())
    assert problem.found == "a sheet of 16,384 columns and 1,048,576 rows"


@pytest.mark.parametrize("count", [5_001, 20_000])
def test_too_many_parts_are_refused(count):
    (problem,) = read_book(packed(**{f"p{n}": b"" for n in range(count)}))
    assert problem.code == "too_many"


def test_a_zip_that_is_no_workbook_is_a_problem():
    assert [one.code for one in read_book(packed(a=b"x"))] == ["field_invalid"]
