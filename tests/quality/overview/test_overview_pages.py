"""The pages of the overview, through HTTP: what they say, whom they say it to, where they lead."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.arrivals import person, unit
from goodfaith.platform.events import run_events
from goodfaith.quality.models import Case, Report
from goodfaith.quality.overview.counting import count_stale
from goodfaith.quality.services import conclude
from goodfaith.trust.models import LedgerEntry, Staff, Unit
from goodfaith.trust.roles import Role
from quality.cases.sold import applied, arrive, day, deliver, issued, people, rules, seen, sold
from quality.overview.test_counting import WRONG, decide, decide_the_rest

pytestmark = pytest.mark.django_db
BASELINE = Path(__file__).parent / "query_baseline.json"
DAYS = "since=2026-02-01&until=2026-04-30"


def client_of(staff: Staff) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


@pytest.fixture
def staff() -> dict[str, Staff]:
    """Two teams below the top, a manager of each, and who looks at the whole."""
    found = people()
    top = Unit.objects.get(code="HQ")
    other = unit("T2", top)
    found["manager"] = person("M1", Role.MANAGER, Unit.objects.get(code="T1"))
    found["other"] = person("M2", Role.MANAGER, other)
    found["elsewhere"] = person("0777", Role.ADVISER, other)
    return found


@pytest.fixture
def counted(staff: dict[str, Staff]) -> dict[str, Staff]:
    """Three sales of two teams with a promise each, one confirmed, one dismissed."""
    rules()
    deliver(
        applied(), issued(),
        applied("A2", signed_on=day(3).date(), channel="bank"), issued("P2", application="A2"),
        applied("A3", adviser="0777"), issued("P3", application="A3"),
    )  # fmt: skip
    arrive(
        sold("c1", *WRONG), sold("c2", started_at=day(0, 15)),
        sold("c3", *WRONG, applications=("A2",), started_at=day(3)),
        sold("c4", *WRONG, applications=("A3",), adviser="0777"),
    )  # fmt: skip
    seen()
    decide("A1", "sale.promise", "confirmed", staff["reviewer"], "1")
    decide("A2", "sale.promise", "dismissed", staff["reviewer"], "2")
    decide_the_rest("A2", staff["reviewer"])
    case = Case.objects.get(sale="A2")
    conclude(actor=staff["reviewer"], case=case, seen=case.revision, conclusion="qualified",
             now=timezone.now())  # fmt: skip
    while count_stale(timezone.now()):
        pass
    return staff


def links(page: str, list_of: str = "/cases/") -> list[tuple[str, int]]:
    """Every number of a page that opens a list: its address, and the number."""
    found = re.findall(rf'<a class="link" href="({list_of}\?[^"]*)">([\d,]+)</a>', page)
    return [(unescape(href), int(n.replace(",", ""))) for href, n in found]


def rows_in(client: Client, address: str) -> int:
    page = shown(client, address)
    return len(re.findall(r'<tr data-href="', page))


@pytest.mark.parametrize("role", ["compliance", "manager", "other"])
def test_every_number_opens_the_list_of_what_it_counts(
    counted: dict[str, Staff], role: str
) -> None:
    client = client_of(counted[role])
    for address in (f"/overview/?{DAYS}", f"/overview/precision/?{DAYS}"):
        found = links(shown(client, address))
        assert found
        for href, number in found:
            assert rows_in(client, href) == number, href


def test_every_number_of_conversations_opens_them_too(counted: dict[str, Staff]) -> None:
    client = client_of(counted["compliance"])
    found = links(shown(client, f"/overview/?of=talk&{DAYS}"), "/conversations/")
    found += links(
        shown(client, f"/overview/coverage/?{DAYS}"), "/overview/coverage/conversations/"
    )
    assert len(found) > 10
    for href, number in found:
        assert rows_in(client, href) == number, href


def test_a_manager_sees_the_numbers_of_the_own_unit_and_no_others(
    counted: dict[str, Staff],
) -> None:
    whole = shown(client_of(counted["compliance"]), f"/overview/?{DAYS}")
    own = shown(client_of(counted["manager"]), f"/overview/?{DAYS}")
    other = Unit.objects.get(code="T2")
    assert "<b>3</b> of <b>3</b>" in whole
    assert "<b>2</b> of <b>2</b>" in own
    assert ">T2<" not in own
    asked = shown(client_of(counted["manager"]), f"/overview/?{DAYS}&unit={other.pk}")
    assert "No cases from" in asked


def test_a_unit_opens_to_the_next_level(counted: dict[str, Staff]) -> None:
    client = client_of(counted["compliance"])
    top, team = (Unit.objects.get(code=code).pk for code in ("HQ", "T1"))
    first = shown(client, f"/overview/?{DAYS}")
    assert f"unit={top}" in first
    below = shown(client, f"/overview/?{DAYS}&unit={top}")
    assert f"unit={team}" in below
    assert ">T2<" in below


def test_the_address_narrows_to_a_channel_and_a_day(counted: dict[str, Staff]) -> None:
    client = client_of(counted["compliance"])
    assert "<b>1</b> of <b>1</b>" in shown(client, f"/overview/?{DAYS}&channel=bank")
    signed = "since=2026-03-02&until=2026-03-02"
    assert "<b>2</b> of <b>2</b>" in shown(client, f"/overview/?{signed}")
    shown(client, "/overview/?period=nonsense&since=x&unit=99999999999999999999&channel=%27")


def test_what_was_not_read_is_told_with_its_reason(counted: dict[str, Staff]) -> None:
    from goodfaith.conversations.models import Conversation

    Conversation.objects.filter(external_id="c2").update(
        reading=None, state="failed", failure="KeyError at scanner.py:7"
    )
    count_stale(timezone.now())
    client = client_of(counted["compliance"])
    page = shown(client, f"/overview/coverage/?{DAYS}")
    assert "KeyError at scanner.py:7" in page
    assert "75.0%" in page
    assert "c2" in shown(client, f"/overview/coverage/conversations/?{DAYS}&stage=failed")


def test_precision_goes_out_as_a_file_and_the_ledger_knows(counted: dict[str, Staff]) -> None:
    client = client_of(counted["compliance"])
    answer = client.get(f"/overview/precision/csv/?{DAYS}")
    lines = b"".join(answer).decode().splitlines()  # type: ignore[call-overload]
    assert any("sale.promise" in line and ",3,1,1,0,1,0.5," in line for line in lines)
    assert LedgerEntry.objects.filter(act="overview.exported").exists()
    assert client.get("/overview/precision/pdf/").status_code == 404


def test_how_many_queries_a_page_takes(counted: dict[str, Staff]) -> None:
    run_events()
    client = client_of(counted["compliance"])
    made = Report.objects.create(
        kind="daily", from_on=date(2026, 3, 2), to_on=date(2026, 3, 2), language="en",
        asked_by=counted["compliance"], asked_at=timezone.now(),
    )  # fmt: skip
    addresses = {
        "overview": f"/overview/?{DAYS}",
        "overview of conversations": f"/overview/?of=talk&{DAYS}",
        "precision": f"/overview/precision/?{DAYS}",
        "coverage": f"/overview/coverage/?{DAYS}",
        "covered": f"/overview/coverage/conversations/?{DAYS}",
        "reports": "/overview/reports/",
        "report": f"/overview/reports/{made.pk}/",
    }
    found = {}
    for name, address in addresses.items():
        shown(client, address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            shown(client, address)
        found[name] = len(queries)
    baseline = json.loads(BASELINE.read_text())
    assert {name: n for name, n in found.items() if n > baseline.get(name, 0)} == {}
