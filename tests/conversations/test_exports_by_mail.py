"""Tables that people are sent, over the wire: what a mail program finds in the letter."""

from __future__ import annotations

import csv
import io
import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import quote

import made
import msgspec
import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from goodfaith.platform.configuration import Configuration
from goodfaith.platform.mail import mail_settings
from goodfaith.platform.models import ScheduledExport
from goodfaith.platform.web.tables import table as tables
from goodfaith.platform.web.tables.scheduling import send_due
from goodfaith.trust.models import Assignment, LedgerEntry
from goodfaith.trust.roles import Role
from mail_server import PASSWORD, USER, MailServer

pytestmark = pytest.mark.django_db
PHONE = "13812345678"


@pytest.fixture
def company() -> made.Company:
    found = made.a_company()
    made.stored(
        [
            made.a_quiet_talk("c-ours", "您好"),
            made.a_quiet_talk("c-theirs", "您好", adviser="0412"),
        ],
        found,
    )
    return found


def told_of(server: MailServer, settings: Any, account: str = "") -> None:
    """Settings as an environment that names this server would make them."""
    url = f"smtp://{account}127.0.0.1:{server.port}"
    sender = "至诚 <goodfaith@insurer.example>"
    configuration = Configuration(Path("/"), mail_url=url, mail_sender=sender)
    for name, value in mail_settings(configuration).items():
        setattr(settings, name, value)


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    found = MailServer()
    told_of(found, settings)
    yield found
    found.close()


def asks(company: made.Company, number: str, form: str = "csv", language: str = "") -> Client:
    """A person with an address, who has asked for the list of conversations each day."""
    staff = company.people[number]
    staff.email, staff.language = f"{number}@insurer.example", language
    staff.save()
    client = made.client_of(company, number)
    asked = {"cadence": "daily", "form": form, "query": "", "next": "/exports/"}
    assert client.post("/tables/conversations/schedule/", asked).status_code == 302
    return client


def tomorrow() -> Any:
    return timezone.now() + timedelta(days=1, minutes=1)


def file_of(message: EmailMessage) -> tuple[str, bytes]:
    (part,) = message.iter_attachments()
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return part.get_filename() or "", content


def rows_of(message: EmailMessage) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file_of(message)[1].decode("utf-8-sig"))))


def test_a_letter_says_in_chinese_what_it_is(company: made.Company, server: MailServer) -> None:
    asks(company, "r-manager")
    now = tomorrow()
    assert send_due(now) == 1
    (message,) = server.messages
    assert server.envelopes == [("goodfaith@insurer.example", "r-manager@insurer.example")]
    assert message["Subject"] == "会话"
    assert message["From"].addresses[0].display_name == "至诚"
    assert file_of(message)[0] == f"会话-{timezone.localdate(now)}.csv"
    body = message.get_body()
    assert body is not None
    assert "您" in body.get_content()
    assert "/exports/" in body.get_content()


def test_on_the_wire_it_is_ascii_as_the_standards_have_it(
    company: made.Company, server: MailServer
) -> None:
    asks(company, "r-manager")
    send_due(tomorrow())
    (raw,) = server.raw
    head = raw.decode("ascii", "replace")
    assert re.search(r"^Subject: =\?utf-8\?", head, re.M | re.I)
    assert f"filename*=utf-8''{quote('会话')}" in head
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_the_file_is_byte_for_byte_what_the_page_gives(
    company: made.Company, server: MailServer
) -> None:
    client: Any = asks(company, "r-manager")
    page = client.get("/tables/conversations/export/csv/")
    shown = b"".join(page.streaming_content)
    send_due(tomorrow())
    name, content = file_of(server.messages[0])
    assert content == shown
    today = str(timezone.localdate())
    assert quote(name.replace(name[3:13], today)) in page.headers["Content-Disposition"]


def test_a_workbook_arrives_whole(company: made.Company, server: MailServer) -> None:
    asks(company, "r-manager", "xlsx")
    send_due(tomorrow())
    name, content = file_of(server.messages[0])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert name.endswith(".xlsx")
    assert sheet is not None
    assert sheet.max_row == 3


def test_it_is_in_the_language_of_who_receives_it(
    company: made.Company, server: MailServer
) -> None:
    asks(company, "r-manager", language="en")
    asks(company, "m-team")
    assert send_due(tomorrow()) == 2
    english, chinese = server.messages
    assert (english["Subject"], chinese["Subject"]) == ("Conversations", "会话")
    assert "Adviser" in rows_of(english)[0]
    assert "Adviser" not in rows_of(chinese)[0]


def test_it_has_what_the_receiver_may_see(company: made.Company, server: MailServer) -> None:
    asks(company, "r-manager")
    asks(company, "m-team")
    send_due(tomorrow())
    all_of_it, ours = ("".join(map(str, rows_of(message))) for message in server.messages)
    assert ("c-ours" in all_of_it, "c-theirs" in all_of_it) == (True, True)
    assert ("c-ours" in ours, "c-theirs" in ours) == (True, False)


def test_what_is_private_is_covered(company: made.Company, server: MailServer) -> None:
    made.stored([made.a_quiet_talk("c-9", "您好", customer=PHONE)], company)
    asks(company, "r-manager")
    send_due(tomorrow())
    assert PHONE not in file_of(server.messages[0])[1].decode()


def test_who_lost_the_right_is_sent_nothing_more(company: made.Company, server: MailServer) -> None:
    asks(company, "m-team")
    send_due(tomorrow())
    Assignment.objects.filter(staff=company.people["m-team"]).update(role=Role.ADVISER)
    assert send_due(tomorrow() + timedelta(days=1)) == 0
    assert len(server.raw) == 1
    assert ScheduledExport.objects.get().stopped == "not allowed"


def test_all_that_is_due_goes_over_one_connection(
    company: made.Company, server: MailServer
) -> None:
    for number in ("r-manager", "m-team", "r-compliance"):
        asks(company, number)
    assert send_due(tomorrow()) == 3
    assert server.connections == 1


def test_the_server_may_ask_who_sends(company: made.Company, settings: Any) -> None:
    server = MailServer(asks_who=True)
    told_of(server, settings, f"{quote(USER, '')}:{quote(PASSWORD, '')}@")
    asks(company, "r-manager")
    assert send_due(tomorrow()) == 1
    server.close()


def test_a_password_that_is_wrong_is_a_failure_that_is_tried_again(
    company: made.Company, settings: Any
) -> None:
    server = MailServer(asks_who=True)
    told_of(server, settings, "somebody:wrong@")
    asks(company, "r-manager")
    assert send_due(tomorrow()) == 0
    assert ScheduledExport.objects.get().failures == 1
    server.close()


def test_one_address_that_is_refused_holds_back_nobody_else(
    company: made.Company, server: MailServer
) -> None:
    server.refuses = lambda recipient: recipient.startswith("m-team")
    asks(company, "m-team")
    asks(company, "r-manager")
    assert send_due(tomorrow()) == 1
    assert server.envelopes[0][1] == "r-manager@insurer.example"


def test_one_table_that_fails_holds_back_nobody_else(
    company: made.Company, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks(company, "m-team")
    asks(company, "r-manager")
    real = tables.table_named("conversations").rows

    def rows(viewer: Any, query: Any) -> Any:
        if viewer.number == "m-team":
            raise ValueError
        return real(viewer, query)

    monkeypatch.setattr(
        "goodfaith.platform.web.tables.scheduling.table_named",
        lambda name: msgspec.structs.replace(tables.table_named(name), rows=rows),
    )
    assert send_due(tomorrow()) == 1
    assert sorted(ScheduledExport.objects.values_list("failures", flat=True)) == [0, 1]


@pytest.fixture
def nobody_there(settings: Any) -> int:
    """The settings of a server that is down; its port."""
    server = MailServer()
    told_of(server, settings)
    server.close()
    return server.port


def test_while_the_server_is_down_it_is_tried_every_quarter_of_an_hour(
    company: made.Company, nobody_there: int
) -> None:
    asks(company, "r-manager")
    asks(company, "m-team")
    now = tomorrow()
    assert send_due(now) == 0
    assert [e.failures for e in ScheduledExport.objects.all()] == [1, 1]
    assert send_due(now + timedelta(minutes=5)) == 0
    assert [e.failures for e in ScheduledExport.objects.all()] == [1, 1]
    server = MailServer(port=nobody_there)
    assert send_due(now + timedelta(minutes=16)) == 2
    assert [e.failures for e in ScheduledExport.objects.all()] == [0, 0]
    server.close()


def test_what_was_not_sent_is_in_no_ledger(company: made.Company, nobody_there: int) -> None:
    asks(company, "r-manager")
    send_due(tomorrow())
    assert not LedgerEntry.objects.filter(act="conversations.exported").exists()


def test_what_a_server_refused_is_in_no_ledger(company: made.Company, server: MailServer) -> None:
    server.refuses = lambda recipient: True
    asks(company, "r-manager")
    send_due(tomorrow())
    assert not LedgerEntry.objects.filter(act="conversations.exported").exists()


def test_an_administrator_sees_that_mail_does_not_go_out(
    company: made.Company, nobody_there: int
) -> None:
    asks(company, "r-manager")
    administrator = made.client_of(company, "r-administrator")
    assert "GOODFAITH_MAIL_URL" not in administrator.get("/operation/events/").content.decode()
    send_due(tomorrow())
    assert "GOODFAITH_MAIL_URL" in administrator.get("/operation/events/").content.decode()


def test_a_server_that_never_says_anything_is_waited_for_once(
    company: made.Company, settings: Any
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_TIMEOUT = 0.2
        server = MailServer()
        told_of(server, settings)
        server.close()
        settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = silent.getsockname()[1], 0.2
        for number in ("r-manager", "m-team", "r-compliance"):
            asks(company, number)
        assert send_due(tomorrow()) == 0
        silent.settimeout(5)
        silent.accept()[0].close()
        silent.setblocking(False)
        with pytest.raises(BlockingIOError):
            silent.accept()
    assert [e.failures for e in ScheduledExport.objects.all()] == [1, 1, 1]
