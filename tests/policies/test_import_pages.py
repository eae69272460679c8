"""The pages of imports and readiness, through HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from conversations.arrivals import edition, person, unit
from goodfaith.policies.models import FactImport, FactRecord
from goodfaith.trust.roles import Role
from importing import POLICIES, compared, handed_in, imported, worked
from small_world import rule

pytestmark = pytest.mark.django_db
CALLBACK = rule(
    "sale.no_callback",
    scope="sale",
    says={"promise": {"by": "adviser", "any": ["保本"]}},
    violated="promise and policy.premium > 5000 and no callback succeeded",
)


@pytest.fixture
def client() -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(person("9001", Role.OPERATIONS, unit("top")))
    return client


def text_of(response: Any) -> str:
    return response.content.decode()


def test_a_file_is_mapped_compared_confirmed_and_taken_back_by_its_page(client: Client) -> None:
    of = handed_in(POLICIES)
    page = f"/imports/{of.pk}/"
    assert "保单状态" in text_of(client.get(page))
    sent = {f"field-{n}": column["field"] for n, column in enumerate(of.mapping)} | {"key-0": "on"}
    client.post(f"{page}mapping/", sent)
    assert worked(of).state == "compared"
    assert "P1" in text_of(client.get(page))
    client.post(f"{page}confirm/")
    assert worked(of).state == "done"
    assert FactRecord.objects.count() == 2
    client.post(f"{page}undo/")
    assert worked(of).state == "undone"
    assert not FactRecord.objects.exists()


def test_a_mapping_that_cannot_be_is_told_in_words(client: Client) -> None:
    of = handed_in(POLICIES)
    said = client.post(f"/imports/{of.pk}/mapping/", {"field-0": "id"}, follow=True)
    assert "Tick the columns" in text_of(said)


def test_private_data_in_examples_and_changes_is_covered(client: Client) -> None:
    content = "客户号,电话\nK1,13812345678\n"
    of = handed_in(content, kind="customer")
    assert "13812345678" not in text_of(client.get(f"/imports/{of.pk}/"))
    of = compared(content, kind="customer")
    assert "13812345678" not in text_of(client.get(f"/imports/{of.pk}/"))


def test_refused_rows_come_as_they_stood_and_no_cell_is_a_formula(client: Client) -> None:
    of = compared("保单号,首期保费,=bad\nP1,=1+1,@x\n")
    lines = "".join(
        part.decode() for part in client.get(f"/imports/{of.pk}/refused.csv").streaming_content  # type: ignore[attr-defined]
    )  # fmt: skip
    head, row = lines.removeprefix("\ufeff").splitlines()
    assert head.startswith("保单号,首期保费,'=bad,")
    assert row.startswith("P1,'=1+1,'@x,row 2,")


def test_readiness_tells_what_rules_wait_for(client: Client) -> None:
    edition(CALLBACK)
    shown = text_of(client.get("/readiness/"))
    assert "not connected" in shown
    imported(POLICIES)
    imported("编号,保单号,回访时间\nB1,P1,2026-03-09 10:00\n", kind="callback")
    from goodfaith.policies.readiness.counting import count_facts

    count_facts()
    shown = text_of(client.get("/readiness/"))
    assert "not connected" not in shown
    table = b"".join(client.get("/readiness/readiness.csv").streaming_content)  # type: ignore[attr-defined]
    assert b"policy.premium),1.0000" in table
    assert b"callback.succeeded),0.0000" in table


def test_files_are_listed_with_what_came_of_them(client: Client) -> None:
    of = imported(POLICIES)
    assert of.name in text_of(client.get("/imports/"))
    assert FactImport.objects.count() == 1
