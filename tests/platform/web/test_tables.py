from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import openpyxl
import pytest
from django.http import QueryDict
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodfaith.platform.web.tables import Column, Shown, Table, show
from goodfaith.platform.web.tables.exporting import csv_bytes, exported, xlsx_bytes
from goodfaith.platform.web.tables.paging import Order, Page, read_all, read_page, write_cursor
from goodfaith.trust.models import Staff
from goodfaith.trust.roles import Role
from goodfaith.trust.viewing import viewer_of

pytestmark = pytest.mark.django_db
ORDERS = [Order("number"), Order("number", True), Order("joined_on"), Order("joined_on", True)]


def people(days: list[int | None]) -> None:
    first = date(2024, 1, 1)
    Staff.objects.bulk_create(
        Staff(number=f"{n:03}", name=f"同事{n}", joined_on=first + timedelta(d) if d else None)
        for n, d in enumerate(days)
    )


def walked(order: Order, size: int) -> list[Page]:
    pages = [read_page(Staff.objects.all(), order, size)]
    while pages[-1].later:
        pages.append(read_page(Staff.objects.all(), order, size, after=pages[-1].later))
    return pages


@given(
    days=st.lists(st.one_of(st.none(), st.integers(1, 4)), max_size=12),
    order=st.sampled_from(ORDERS),
    size=st.integers(1, 5),
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_pages_have_every_row_once_in_order_and_lead_back(
    days: list[int | None], order: Order, size: int, db: Any
) -> None:
    Staff.objects.all().delete()
    people(days)
    pages = walked(order, size)
    seen = [row.pk for page in pages for row in page.rows]
    known = [r for r in Staff.objects.all() if getattr(r, order.field) is not None]
    rest = [r for r in Staff.objects.all() if getattr(r, order.field) is None]
    key = order.field
    ordered = sorted(known, key=lambda r: (getattr(r, key), r.pk), reverse=order.descending)
    ordered += sorted(rest, key=lambda r: r.pk, reverse=order.descending)
    assert seen == [r.pk for r in ordered]
    assert seen == [r.pk for r in read_all(Staff.objects.all(), order, at_once=2)]
    for before, page in pairwise(pages):
        assert page.earlier
        back = read_page(Staff.objects.all(), order, size, before=page.earlier)
        assert [r.pk for r in back.rows] == [r.pk for r in before.rows]


def test_a_cursor_that_was_changed_begins_at_the_first_page() -> None:
    people([1, 2, 3])
    order = Order("number")
    cursor = write_cursor(Staff.objects.get(number="001"), order)
    pages = [read_page(Staff.objects.all(), order, 2, after=c) for c in (cursor + "x", "", "a:b:c")]
    assert {tuple(r.number for r in page.rows) for page in pages} == {("000", "001")}


def test_a_cursor_of_another_order_begins_at_the_first_page() -> None:
    people([1, 2, 3])
    cursor = write_cursor(Staff.objects.get(number="001"), Order("joined_on"))
    page = read_page(Staff.objects.all(), Order("number"), 2, after=cursor)
    assert [r.number for r in page.rows] == ["000", "001"]


@pytest.fixture
def shown(staff_table: Table, signed_in: Any) -> Any:
    staff = signed_in(Role.ADMINISTRATOR).staff
    viewer = viewer_of(staff, date(2026, 1, 1))

    def at(address: str = "/people/") -> Shown:
        request: Any = RequestFactory().get(address)
        request.viewer = viewer
        return show(staff_table, request)

    return at


def test_the_head_of_the_sorted_column_leads_to_the_other_direction(shown: Any) -> None:
    heads = {head.column.name: head for head in shown("/people/?sort=-name&name=同&after=x").heads}
    assert heads["name"].sorted == "descending"
    assert heads["name"].sort_url == "/people/?name=%E5%90%8C&sort=name"
    assert heads["number"].sorted == ""


def test_counting_stops_where_the_table_says(shown: Any) -> None:
    people([1] * 8)
    assert (shown().count, shown().is_more) == (5, True)
    assert (shown("/people/?name=同事7").count, shown("/people/?name=同事7").is_more) == (1, False)


def test_three_queries_show_a_table_whatever_its_rows(
    shown: Any, django_assert_num_queries: Any
) -> None:
    people([1] * 8)
    with django_assert_num_queries(3):
        shown()


def test_a_hidden_column_comes_when_it_is_chosen(
    shown: Any, signed_in: Any, staff_table: Table
) -> None:
    assert [h.column.name for h in shown().heads] == ["number", "name", "joined"]
    client = signed_in(Role.ADMINISTRATOR, number="9001")
    client.post("/tables/test_staff/columns/", {"column": ["email", "nonsense"], "dense": "1"})
    viewer = viewer_of(client.staff, date(2026, 1, 1))
    request: Any = RequestFactory().get("/people/")
    request.viewer = viewer
    found = show(staff_table, request)
    assert [h.column.name for h in found.heads] == ["number", "email"]
    assert found.choice.dense


def read_csv(pieces: Any) -> list[list[str]]:
    text = b"".join(pieces).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_an_export_has_all_rows_of_the_address_and_no_others(
    staff_table: Table, signed_in: Any
) -> None:
    people([1] * 7)
    Staff.objects.create_user("777", name="隐藏")
    client = signed_in(Role.ADMINISTRATOR)
    answer = client.get("/tables/test_staff/export/csv/?name=同事&sort=-number&after=junk")
    rows = read_csv(answer.streaming_content)
    assert [row[0] for row in rows] == ["Number", "006", "005", "004", "003", "002", "001", "000"]
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="Colleagues-')


@pytest.mark.parametrize(
    ("role", "status"), [(Role.ADMINISTRATOR, 200), (Role.MANAGER, 404), (Role.ADVISER, 404)]
)
def test_only_who_may_export_finds_the_export(
    staff_table: Table, signed_in: Any, role: Role, status: int
) -> None:
    assert signed_in(role).get("/tables/test_staff/export/csv/").status_code == status


@pytest.mark.parametrize("address", ["/tables/other/export/csv/", "/tables/test_staff/export/pdf/"])
def test_what_is_no_table_or_no_file_is_not_found(
    staff_table: Table, signed_in: Any, address: str
) -> None:
    assert signed_in(Role.ADMINISTRATOR).get(address).status_code == 404


COLUMNS = (Column("said", "Said", value=lambda row: row),)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])))
def test_no_cell_of_a_csv_begins_a_formula(said: str) -> None:
    cell = read_csv(csv_bytes(COLUMNS, [said]))[1:]
    text = cell[0][0] if cell and cell[0] else ""
    assert not text.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert text.removeprefix("'") == said.removeprefix("'")


def test_a_negative_number_stays_a_number_in_a_csv() -> None:
    assert read_csv(csv_bytes(COLUMNS, [-3]))[1] == ["-3"]


def test_a_workbook_has_formulas_as_text_and_numbers_as_numbers() -> None:
    book = openpyxl.load_workbook(io.BytesIO(b"".join(xlsx_bytes(COLUMNS, ["=1+1", -3, None]))))
    cells = [row[0] for row in book.active.iter_rows(min_row=2)]
    assert [(cell.data_type, cell.value) for cell in cells[:2]] == [("s", "=1+1"), ("n", -3)]


def test_an_export_has_the_columns_that_were_chosen(staff_table: Table, signed_in: Any) -> None:
    client = signed_in(Role.ADMINISTRATOR)
    client.post("/tables/test_staff/columns/", {"column": ["email"]})
    viewer = viewer_of(client.staff, date(2026, 1, 1))
    head = read_csv(exported(staff_table, viewer, QueryDict(""), "csv"))[0]
    assert head == ["Number", "E-mail"]
