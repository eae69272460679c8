"""Reports, opened again as whoever gets them opens them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone, translation

from goodfaith.platform.events import run_events
from goodfaith.platform.models import ScheduledExport
from goodfaith.platform.web.tables.scheduling import send_due
from goodfaith.quality.models import Case, Report
from goodfaith.quality.overview.reports.contents import period_of
from goodfaith.quality.overview.reports.making import last_day
from goodfaith.trust.models import LedgerEntry, Staff, Unit
from quality.overview.test_overview_pages import client_of, counted, staff

__all__ = ["counted", "staff"]
pytestmark = pytest.mark.django_db
SAID = ("这款产品", "您好", "'K1'")


def asked(client: Client, kind: str = "weekly", day: str = "2026-03-05", unit: str = "") -> Report:
    answer = client.post("/overview/reports/", {"kind": kind, "day": day, "unit": unit})
    assert answer.status_code == 302
    run_events()
    made = Report.objects.latest("pk")
    assert answer["Location"] == f"/overview/reports/{made.pk}/"
    return made


def opened(content: bytes, *, values: bool = True) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(BytesIO(content), data_only=values)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def taken(client: Client, report: Report) -> bytes:
    answer = client.get(f"/overview/reports/{report.pk}/file/")
    assert answer.status_code == 200
    return bytes(answer.content)


def cells(book: dict[str, list[list[Any]]]) -> str:
    return str([value for rows in book.values() for row in rows for value in row if value])


def test_a_weekly_report_has_the_numbers_the_findings_and_what_is_overdue(
    counted: dict[str, Staff],
) -> None:
    client = client_of(counted["compliance"])
    book = opened(taken(client, asked(client)))
    assert list(book) == [
        "Summary", "By unit", "By rule", "Gravest findings", "Overdue cases", "Coverage",
    ]  # fmt: skip
    assert "2026-03-02 – 2026-03-08" in str(book["Summary"][1][0])
    summary = {row[0]: row[1] for row in book["Summary"] if row[0]}
    assert (summary["Cases"], summary["Cases with a violation"]) == (3, 3)
    assert summary["Share of findings that were right"] == 0.5
    rule = next(row for row in book["By rule"] if row[1] == "sale.promise")
    assert rule[3:6] == [3, 1, 1]
    assert rule[9] is None  # two decisions tell nothing
    units = {row[1]: row for row in book["By unit"][4:]}
    assert (units["HQ"][2], units["T1"][2], units["T2"][2], units["Total"][2]) == (3, 2, 1, 3)
    assert {row[0] for row in book["Gravest findings"][4:] if row[0]} >= {"A1", "A3"}
    assert summary["Overdue cases now"] == Case.objects.exclude(state="closed").filter(
        due_at__lte=timezone.now()
    ).count()  # fmt: skip
    coverage = {row[1]: row for row in book["Coverage"][4:]}
    assert coverage["Total"][2:4] == [4, 4]


def test_sums_are_formulas_that_excel_counts_again(counted: dict[str, Staff]) -> None:
    client = client_of(counted["compliance"])
    content = taken(client, asked(client))
    values, formulas = opened(content), opened(content, values=False)
    found = 0
    for sheet, rows in formulas.items():
        for line, row in enumerate(rows):
            for column, formula in enumerate(row):
                if isinstance(formula, str) and formula.startswith("=SUM"):
                    found += 1
                    assert values[sheet][line][column] == plainly(rows, values[sheet], formula)
    assert found > 10


def plainly(rows: list[list[Any]], known: list[list[Any]], formula: str) -> float:
    """What =SUM(D5:D9) and =SUMIF(A5:A9,1,D5:D9) add up."""
    ranges = re.findall(r"([A-Z]+)(\d+):[A-Z]+(\d+)", formula)
    column, first, last = ranges[-1]
    place = openpyxl.utils.column_index_from_string(column) - 1
    lines = range(int(first) - 1, int(last))
    if formula.startswith("=SUMIF"):
        lines = [n for n in lines if rows[n][0] == 1]  # type: ignore[assignment]
    return sum(known[n][place] or 0 for n in lines)


def test_it_prints_on_paper_and_keeps_its_head_in_sight(counted: dict[str, Staff]) -> None:
    client = client_of(counted["compliance"])
    book = openpyxl.load_workbook(BytesIO(taken(client, asked(client))))
    for sheet in book:
        assert sheet.freeze_panes in ("B5", "C5")
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$4:$4"
        assert sheet.column_dimensions["B"].width > 8


def test_it_speaks_the_language_of_whoever_asks(counted: dict[str, Staff]) -> None:
    client = client_of(counted["compliance"])
    client.cookies["django_language"] = "zh-hans"
    book = openpyxl.load_workbook(BytesIO(taken(client, asked(client, "daily", "2026-03-02"))))
    assert book.sheetnames[0] == "概览"
    assert book["概览"]["A1"].value.startswith("质检日报")
    assert book["概览"]["A1"].font.name == "微软雅黑"


def test_no_word_of_a_customer_is_in_it(counted: dict[str, Staff]) -> None:
    client = client_of(counted["compliance"])
    found = cells(opened(taken(client, asked(client))))
    for word in SAID:
        assert word not in found


def test_a_managers_report_has_the_own_unit_alone_and_is_for_nobody_else(
    counted: dict[str, Staff],
) -> None:
    mine, other = client_of(counted["manager"]), client_of(counted["other"])
    reviewer = client_of(counted["reviewer"])
    made = asked(mine)
    found = opened(taken(mine, made))
    assert "A3" not in cells(found)
    assert "T2" not in cells(found)
    assert next(row for row in found["Summary"] if row[0] == "Cases")[1] == 2
    for path in ("", "file/", "progress/"):
        assert other.get(f"/overview/reports/{made.pk}/{path}").status_code == 404
        assert reviewer.get(f"/overview/reports/{made.pk}/{path}").status_code == 404
    theirs = str(Unit.objects.get(code="T2").pk)
    refused = mine.post(
        "/overview/reports/", {"kind": "daily", "day": "2026-03-02", "unit": theirs}
    )
    assert refused.status_code == 404


def test_whoever_holds_the_unit_no_more_finds_the_report_no_more(
    counted: dict[str, Staff],
) -> None:
    client = client_of(counted["manager"])
    made = asked(client)
    team = Unit.objects.get(code="T2")
    counted["manager"].assignments.update(unit=team)
    assert client.get(f"/overview/reports/{made.pk}/file/").status_code == 404


def test_a_report_is_sent_by_mail_as_an_attachment(
    counted: dict[str, Staff], settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    manager = counted["manager"]
    Staff.objects.filter(pk=manager.pk).update(email="m1@example.invalid")
    client = client_of(Staff.objects.get(pk=manager.pk))
    answer = client.post(
        "/tables/weekly_report/schedule/",
        {"form": "xlsx", "cadence": "weekly", "query": "", "next": "/overview/reports/"},
    )
    assert answer.status_code == 302
    export = ScheduledExport.objects.get()
    assert "Weekly quality report" in client.get("/overview/reports/").content.decode()
    assert send_due(export.next_at) == 1
    (message,) = mail.outbox
    (file,) = message.attachments
    content = file.get_payload(decode=True)  # type: ignore[union-attr]
    book = openpyxl.load_workbook(BytesIO(content))
    assert len(book.sheetnames) == 6


def test_asking_twice_while_one_is_made_makes_one(counted: dict[str, Staff]) -> None:
    client = client_of(counted["compliance"])
    for _ in range(2):
        client.post("/overview/reports/", {"kind": "daily", "day": "2026-03-02"})
    assert Report.objects.count() == 1
    page = client.get(f"/overview/reports/{Report.objects.get().pk}/").content.decode()
    assert "hx-get" in page
    run_events()
    answer = client.get(f"/overview/reports/{Report.objects.get().pk}/progress/")
    assert answer["HX-Refresh"] == "true"
    assert LedgerEntry.objects.filter(act="overview.reported").count() == 1


def test_a_day_that_is_none_or_has_not_come_is_refused_with_a_reason(
    counted: dict[str, Staff],
) -> None:
    client = client_of(counted["compliance"])
    later = (timezone.localdate() + timedelta(days=1)).isoformat()
    for day in ("", "2026-02-31", later):
        client.post("/overview/reports/", {"kind": "daily", "day": day})
    assert not Report.objects.exists()


def test_a_week_begins_on_monday_and_mail_tells_of_what_is_over() -> None:
    sunday = date(2026, 3, 8)
    assert period_of("weekly", sunday) == (date(2026, 3, 2), sunday)
    assert period_of("daily", sunday) == (sunday, sunday)
    assert last_day("weekly", date(2026, 3, 9)) == sunday
    assert last_day("daily", date(2026, 3, 9)) == sunday
    assert period_of("weekly", last_day("weekly", date(2026, 3, 11)))[1] == sunday
    assert translation.get_language()
