from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from goodfaith.platform.models import ScheduledExport
from goodfaith.platform.web.tables import Table
from goodfaith.platform.web.tables.scheduling import next_time, send_due
from goodfaith.trust.models import Assignment
from goodfaith.trust.roles import Role

pytestmark = pytest.mark.django_db
SHANGHAI_EIGHT = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)  # a Sunday


@pytest.mark.parametrize(
    ("cadence", "day"),
    [("daily", "2026-11-23"), ("weekly", "2026-11-23"), ("monthly", "2026-12-01")],
)
def test_it_is_sent_at_seven_in_the_organisations_zone(cadence: str, day: str) -> None:
    moment = timezone.localtime(next_time(cadence, SHANGHAI_EIGHT))
    assert (moment.date().isoformat(), moment.hour, moment.minute) == (day, 7, 0)


@pytest.fixture
def asked(staff_table: Table, signed_in: Any) -> Any:
    """A person who has asked for the table each day."""
    client = signed_in(Role.ADMINISTRATOR, email="a@insurer.example")
    client.post(
        "/tables/test_staff/schedule/",
        {"cadence": "daily", "form": "csv", "query": "name=经", "next": "/exports/"},
    )
    return client


def tomorrow() -> datetime:
    return timezone.now() + timedelta(days=1, minutes=1)


def test_what_was_asked_for_is_sent_once_a_day_as_a_file(asked: Any) -> None:
    assert send_due(timezone.now()) == 0
    assert send_due(tomorrow()) == 1
    assert send_due(tomorrow()) == 0
    (message,) = mail.outbox
    (part,) = message.attachments
    assert message.to == ["a@insurer.example"]
    assert (part.get_filename()[-4:], part.get_content_type()) == (".csv", "text/csv")
    assert "9000,经办" in part.get_payload(decode=True).decode()


def test_who_may_no_longer_export_is_sent_nothing(asked: Any) -> None:
    Assignment.objects.filter(staff=asked.staff).update(role=Role.ADVISER)
    assert send_due(tomorrow()) == 0
    assert mail.outbox == []
    assert ScheduledExport.objects.get().stopped == "not allowed"


def test_who_left_is_sent_nothing(asked: Any) -> None:
    asked.staff.is_active = False
    asked.staff.save()
    assert send_due(tomorrow()) == 0
    assert mail.outbox == []


def test_a_mail_server_that_refuses_is_tried_again(
    asked: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    assert send_due(tomorrow()) == 0
    export = ScheduledExport.objects.get()
    assert (export.failures, export.stopped) == (1, "")
    monkeypatch.undo()


def test_the_person_stops_it_on_the_page(asked: Any, signed_in: Any) -> None:
    export = ScheduledExport.objects.get()
    other = signed_in(Role.ADMINISTRATOR, number="9001")
    other.post("/exports/", {"stop": export.pk})
    assert ScheduledExport.objects.get().stopped == ""
    asked.post("/exports/", {"stop": export.pk})
    assert ScheduledExport.objects.get().stopped == "person"


def test_without_a_mail_server_the_page_says_what_to_set(asked: Any, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert "GOODFAITH_MAIL_URL" in asked.get("/exports/").content.decode()
    assert send_due(tomorrow()) == 0


def test_without_an_address_it_says_who_sets_it(staff_table: Table, signed_in: Any) -> None:
    client = signed_in(Role.ADMINISTRATOR)
    answer = client.post(
        "/tables/test_staff/schedule/",
        {"cadence": "daily", "form": "csv", "next": "/exports/"},
        follow=True,
    )
    assert ScheduledExport.objects.count() == 0
    assert 'class="toast error"' in answer.content.decode()
