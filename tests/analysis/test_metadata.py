"""Business facts joined by conversation id."""

import io
import json

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.metadata import read_metadata
from goodfaith.analysis.readers.options import ReadOptions

TABLE = """会话id,工号,保单号,方向,通话时间,时长,policy.premium,备注
c1,A1,P1;P2,呼出,2024-03-01 10:00,01:02,"8,000",x
c2,,,,,,,
"""


def read(text, **options):
    data = text.encode() if isinstance(text, str) else text
    return read_metadata(io.BytesIO(data), "calls.csv", ReadOptions(**options))


def test_a_row_gives_members_and_business_facts():
    joined = read(TABLE).join(Conversation("c1", fields={"policy.number": "1"}))
    assert (joined.adviser, joined.policies, joined.direction) == ("A1", ("P1", "P2"), "outbound")
    assert joined.started_at.isoformat() == "2024-03-01T10:00:00+08:00"
    assert joined.duration == 62
    assert joined.fields == {"policy.number": "1", "policy.premium": 8000.0}


def test_what_a_row_leaves_empty_changes_nothing():
    conversation = Conversation("c2", adviser="A9", direction="inbound")
    assert read(TABLE).join(conversation) == conversation


def test_a_conversation_without_a_row_is_the_same():
    conversation = Conversation("c9")
    assert read(TABLE).join(conversation) is conversation


def test_columns_and_what_was_ignored_are_told():
    metadata = read(TABLE)
    assert metadata.columns == (
        "adviser",
        "policies",
        "direction",
        "started_at",
        "duration",
        "policy.premium",
    )
    assert metadata.ignored == {"备注": 1}
    assert list(metadata.ids()) == ["c1", "c2"]


def test_all_problems_are_collected_and_good_rows_kept():
    metadata = read("会话id,方向,时长\na,xx,-1\n,呼入,1\nb,呼入,1\nb,呼出,1\n")
    assert [(one.place, one.field) for one in metadata.problems] == [
        ("row 2", "方向"),
        ("row 2", "时长"),
        ("row 3", "会话id"),
        ("row 5", ""),
    ]
    assert metadata.join(Conversation("b")).direction == "inbound"


def test_a_row_said_twice_is_no_problem():
    assert not read("会话id,方向\na,呼入\na,呼入\n").problems


def test_a_table_without_an_id_is_a_problem():
    assert [one.code for one in read("方向\n呼入\n").problems] == ["column_missing"]


def test_columns_are_found_by_the_persons_mapping():
    metadata = read("K,W\na,A1\n", columns={"conversation": "K", "adviser": "W"})
    assert metadata.join(Conversation("a")).adviser == "A1"


IDS = st.text(st.sampled_from("abc12"), min_size=1, max_size=4)


@given(st.dictionaries(IDS, st.tuples(IDS, st.floats(0, 10**6)), min_size=1))
def test_json_lines_give_what_was_written(rows):
    lines = [
        json.dumps({"conversation": id_, "adviser": adviser, "fields": {"policy.premium": premium}})
        for id_, (adviser, premium) in rows.items()
    ]
    metadata = read("\n".join(lines))
    assert not metadata.problems
    for id_, (adviser, premium) in rows.items():
        joined = metadata.join(Conversation(id_))
        assert (joined.adviser, joined.fields) == (adviser, {"policy.premium": premium})


def test_a_workbook_is_read():
    book = openpyxl.Workbook()
    for row in (["会话id", "工号"], [1001, "A1"]):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    assert read(stream.getvalue()).join(Conversation("1001")).adviser == "A1"
