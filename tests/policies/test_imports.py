"""A file of facts: looked at, its columns named, compared, confirmed, taken in, taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodfaith.analysis.facts import Fact
from goodfaith.analysis.problems import Refused
from goodfaith.platform.arriving.storing import path_of
from goodfaith.platform.events import run_events
from goodfaith.platform.models import Event
from goodfaith.policies.imports import Column, confirm_import, stop_import, undo_import
from goodfaith.policies.imports import working as work
from goodfaith.policies.imports.forgetting import stop_unconfirmed
from goodfaith.policies.models import FactImport, FactRecord, FactVersion, SavedMapping
from goodfaith.policies.queries import fact_book
from goodfaith.policies.services import receive_facts
from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.models import LedgerEntry
from importing import (
    POLICIES,
    compared,
    counts,
    handed_in,
    imported,
    mapped,
    parquet,
    workbook,
    worked,
)

pytestmark = pytest.mark.django_db
State = FactImport.State


def values(key: str, kind: str = "policy") -> dict[str, Any]:
    return FactRecord.objects.get(kind=kind, key=key).values


def test_the_columns_are_guessed_from_chinese_headings() -> None:
    of = handed_in(POLICIES)
    assert of.state == State.MAPPING
    found = {column["heading"]: column["field"] for column in of.mapping}
    assert found == {
        "保单号": "id", "投保人客户号": "customer", "首期保费（元）": "premium",
        "保单状态": "status", "承保日": "issued_on",
    }  # fmt: skip
    assert [column["heading"] for column in of.mapping if column["is_key"]] == ["保单号"]


def test_nothing_is_taken_in_before_somebody_confirms() -> None:
    of = compared(POLICIES)
    assert (of.state, counts(of)) == (State.COMPARED, (2, 0, 0, 0))
    assert not FactRecord.objects.exists()
    assert not Event.objects.filter(kind="policies.facts_received").exists()


def test_what_was_confirmed_is_taken_in_and_told() -> None:
    of = imported(POLICIES)
    assert (of.state, counts(of)) == (State.DONE, (2, 0, 0, 0))
    assert values("P1") == {
        "customer": "K1", "premium": 8000, "status": "in_force", "issued_on": "2026-03-08",
    }  # fmt: skip
    event = Event.objects.get(kind="policies.facts_received")
    assert set(event.payload["about"]) == {"policy:P1", "policy:P2", "customer:K1", "customer:K2"}
    assert LedgerEntry.objects.filter(act="import.confirmed").count() == 1


def test_the_same_file_again_changes_nothing() -> None:
    imported(POLICIES)
    again = imported(POLICIES)
    assert counts(again) == (0, 0, 2, 0)
    assert not FactVersion.objects.exists()


def test_what_changes_is_shown_field_by_field() -> None:
    imported(POLICIES)
    of = compared(POLICIES.replace("5000,失效", "5000,有效"))
    assert counts(of) == (0, 1, 1, 0)
    change = of.changes.get()
    assert (change.key, change.fields) == ("P2", [["status", "lapsed", "in_force"]])
    assert of.by_field == {"status": 1}


def test_a_field_without_a_column_stays_and_an_empty_cell_takes_its_value_away() -> None:
    imported(POLICIES)
    of = imported("保单号,首期保费\nP1,\n")
    assert counts(of) == (0, 1, 0, 0)
    assert values("P1") == {"customer": "K1", "status": "in_force", "issued_on": "2026-03-08"}


def test_a_row_that_is_wrong_is_refused_with_everything_and_the_others_are_taken() -> None:
    of = imported("保单号,首期保费,保单状态\nP1,很多,睡着了\nP2,100,有效\n,5,有效\n")
    assert counts(of) == (1, 0, 0, 2)
    first, last = of.refused_rows.order_by("pk")
    assert (first.place, first.cells) == ("row 2", ["P1", "很多", "睡着了"])
    assert [problem["field"] for problem in first.problems] == ["首期保费", "保单状态"]
    assert last.problems[0]["code"] == "field_missing"
    assert FactRecord.objects.get().key == "P2"


def test_a_second_row_about_a_record_has_to_say_the_same() -> None:
    of = imported("保单号,首期保费\nP1,100\nP1,200\nP1,100.00\n")
    assert counts(of) == (1, 0, 1, 1)
    assert values("P1") == {"premium": 100}


def test_records_without_an_id_are_known_by_what_tells_them_apart() -> None:
    content = "产品代码,公告日,停售日\nX,2026-01-01,2026-02-01\n"
    of = imported(content, kind="stop_sale")
    assert FactRecord.objects.get().key == "X|2026-01-01"
    assert counts(imported(content, kind="stop_sale")) == (0, 0, 1, 0)
    assert of.mapping_by == "person"


def test_a_mapping_is_kept_and_found_again_by_the_headings() -> None:
    content = "单号,钱,杂项\nP1,100,x\n"
    of = handed_in(content)
    mapped(of, Column("单号", "id", True), Column("钱", "premium"), Column("杂项"))
    again = handed_in("钱,杂项,单号\n200,x,P2\n")
    assert again.mapping_by == "saved"
    assert {c["heading"]: c["field"] for c in again.mapping} == {
        "钱": "premium", "杂项": "", "单号": "id",
    }  # fmt: skip
    assert SavedMapping.objects.count() == 1


@pytest.mark.parametrize(
    "columns",
    [
        [Column("保单号", "premium")],
        [Column("保单号", "id", True), Column("承保日", "id")],
        [Column("保单号", "colour", True)],
        [Column("没有", "id", True)],
    ],
)
def test_a_mapping_that_cannot_be_is_refused(columns: list[Column]) -> None:
    of = handed_in(POLICIES)
    with pytest.raises(Refused):
        mapped(of, *columns)


def test_workbooks_json_lines_and_parquet_are_read_as_well() -> None:
    day = datetime(2026, 3, 8)
    book = workbook(("保单号", "首期保费", "承保日"), (10001, 8000.5, day))
    lines = b'{"id": "J1", "premium": "9,000", "status": "in_force"}\n{"id": 7}\n'
    table = parquet(policy_no=["Q1"], premium=[3.5], issued_on=[day.date()])
    for content, name in ((book, "a.xlsx"), (lines, "a.jsonl"), (table, "a.parquet")):
        assert imported(content, name=name).refused == 0
    assert values("10001") == {"premium": 8000.5, "issued_on": "2026-03-08"}
    assert values("J1") == {"premium": 9000, "status": "in_force"}
    assert values("Q1") == {"premium": 3.5, "issued_on": "2026-03-08"}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"PK\x03\x04rubbish", b"PAR1rubbish"])
def test_a_file_that_is_none_fails_and_says_so(content: bytes) -> None:
    of = handed_in(content)
    assert of.state == State.FAILED
    assert of.failure


def test_stopped_it_takes_in_no_more_and_what_is_in_can_be_taken_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(work, "ROWS_AT_ONCE", 1)
    of = confirm_import(compared(POLICIES), actor=SYSTEM, now=timezone.now())
    ticks = iter([0.0, 99.0])
    assert work.go_on(of.pk, lambda: next(ticks))
    stop_import(of, actor=SYSTEM, now=timezone.now())
    of = worked(of)
    assert (of.state, FactRecord.objects.count()) == (State.STOPPED, 1)
    worked(undo_import(of, actor=SYSTEM, now=timezone.now()))
    assert not FactRecord.objects.exists()


def test_taken_back_facts_say_what_they_said_and_new_ones_are_gone() -> None:
    imported(POLICIES)
    wrong = imported(POLICIES.replace("5000,失效", "1,有效") + "P3,K3,7,有效,2026-05-01\n")
    between = timezone.now()
    of = worked(undo_import(wrong, actor=SYSTEM, now=timezone.now()))
    assert (of.state, of.restored, of.left_newer) == (State.UNDONE, 2, 0)
    assert values("P2")["premium"] == 5000
    assert not FactRecord.objects.filter(key="P3").exists()
    believed = fact_book(["policy:P2", "policy:P3"], known_at=between)
    assert believed.get("policy", "P2").values["premium"] == 1  # type: ignore[union-attr]
    assert believed.get("policy", "P3") is not None


def test_what_somebody_has_changed_since_is_not_taken_back() -> None:
    of = imported(POLICIES)
    later = timezone.now()
    newer = Fact("policy", "P1", {"premium": 1.0})
    receive_facts([newer], source="api", known_at=later, actor=SYSTEM, now=later)
    of = worked(undo_import(of, actor=SYSTEM, now=timezone.now()))
    assert (of.restored, of.left_newer) == (1, 1)
    assert values("P1") == {"premium": 1}


def test_an_import_that_was_taken_back_can_be_done_again() -> None:
    of = imported(POLICIES)
    worked(undo_import(of, actor=SYSTEM, now=timezone.now()))
    assert counts(imported(POLICIES)) == (2, 0, 0, 0)


def test_what_is_known_from_a_later_moment_is_left_alone() -> None:
    soon = timezone.now() + timedelta(days=1)
    newer = Fact("policy", "P1", {"premium": 1.0})
    receive_facts([newer], source="api", known_at=soon, actor=SYSTEM, now=soon)
    of = imported(POLICIES)
    assert counts(of) == (1, 0, 0, 1)
    assert of.refused_rows.get().problems[0]["code"] == "newer_known"


def test_an_import_that_nobody_confirms_is_forgotten_after_a_week() -> None:
    of = compared(POLICIES)
    assert path_of(of).exists()
    assert stop_unconfirmed(timezone.now() + timedelta(days=6)) == 0
    assert stop_unconfirmed(timezone.now() + timedelta(days=8)) == 1
    assert not path_of(of).exists()


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), min_size=1, max_size=12),
    st.integers(1, 4),
    st.data(),
)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_wherever_it_is_interrupted_every_row_is_taken_once(
    rows: list[tuple[int, int]], at_once: int, data: st.DataObject
) -> None:
    FactRecord.objects.all().delete()
    FactVersion.objects.all().delete()
    FactImport.objects.update(state=State.STOPPED)
    content = "保单号,首期保费\n" + "".join(f"P{key},{premium}\n" for key, premium in rows)
    of = confirm_import(compared(content), actor=SYSTEM, now=timezone.now())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work, "ROWS_AT_ONCE", at_once)
        while work.go_on(of.pk, _after(data.draw(st.integers(1, 3)))):
            pass
    run_events()
    of.refresh_from_db()
    first = {f"P{key}": premium for key, premium in reversed(rows)}
    known = dict(FactRecord.objects.values_list("key", "values__premium"))
    assert known == first
    assert of.reached == of.rows == len(rows)
    assert sum(counts(of)) == len(rows)


def _after(batches: int) -> Any:
    """A clock by which time is up after so many batches."""
    ticks = iter([0.0] * batches)
    return lambda: next(ticks, 1e9)
