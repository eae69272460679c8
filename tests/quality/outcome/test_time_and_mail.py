"""What time alone changes, and who is written to about it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from concluded import charge, charged, insurer, later, the_notice, viewer
from django.core import mail
from django.utils import timezone

from goodfaith.quality.models import Appeal, Case, CorrectiveAction
from goodfaith.quality.outcome import appealing, corrective
from goodfaith.quality.outcome.corrective import Wanted
from goodfaith.quality.outcome.lateness import pass_time
from goodfaith.quality.outcome.mailing import send_mails
from goodfaith.quality.outcome.notices import appeal
from goodfaith.quality.outcome.refusing import Refused
from goodfaith.trust.models import Staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> dict[str, Staff]:
    found = insurer()
    for name, person in found.items():
        person.email = f"{name}@insurer.invalid"
        person.save()
    return found


@pytest.fixture
def case(staff: dict[str, Staff]) -> Case:
    return charged(staff)


@pytest.fixture(autouse=True)
def _mailbox(settings: object) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # type: ignore[attr-defined]


def written_to() -> dict[str, str]:
    """The text of each mail by the name of whom it went to."""
    return {message.to[0].split("@")[0]: str(message.body) for message in mail.outbox}


def test_an_appeal_that_nobody_answers_is_late_once_and_can_still_be_answered(
    case: Case, staff: dict[str, Staff]
) -> None:
    made = appeal(actor=staff["seller"], charge=charge(), text="没有", now=timezone.now())
    assert pass_time(now=later(3)) == 0
    assert pass_time(now=later(7)) == 1
    assert pass_time(now=later(7)) == 0
    made.refresh_from_db()
    assert made.is_late
    assert made.steps.filter(kind="late").count() == 1
    appealing.reject(viewer=viewer(staff["second"]), appeal=made, seen=made.revision, reason="在",
                     now=later(8))  # fmt: skip
    with pytest.raises(Refused, match="late"):
        appealing.carry_on(actor=staff["seller"], appeal=made, seen=2, text="不服", now=later(20))


def test_the_managers_time_begins_when_they_are_asked(case: Case, staff: dict[str, Staff]) -> None:
    made = appeal(actor=staff["seller"], charge=charge(), text="没有", now=timezone.now())
    pass_time(now=later(7))
    appealing.reject(viewer=viewer(staff["second"]), appeal=made, seen=1, reason="在", now=later(8))
    appealing.carry_on(actor=staff["seller"], appeal=made, seen=2, text="不服", now=later(9))
    assert not Appeal.objects.get().is_late
    assert pass_time(now=later(10)) == 0
    assert pass_time(now=later(16)) == 1


def test_mails_have_kinds_and_links_and_nobodys_words(case: Case, staff: dict[str, Staff]) -> None:
    appeal(actor=staff["seller"], charge=charge(), text="客户张建国说的", now=timezone.now())
    assert send_mails(now=timezone.now()) == 2
    found = written_to()
    assert set(found) == {"second", "compliance"}  # the adviser has answered; who decided may not
    assert "/appeals/" in found["second"]
    text = "".join(found.values()) + "".join(m.subject for m in mail.outbox)
    for private in ("张建国", "保本", "A1", "0231", "13812345678"):
        assert private not in text


def test_nobody_is_written_to_twice_a_day_or_about_the_same(
    case: Case, staff: dict[str, Staff]
) -> None:
    assert send_mails(now=timezone.now()) == 1  # the adviser: a notice to be read
    assert send_mails(now=timezone.now()) == 0
    assert send_mails(now=later(2)) == 0  # nothing new
    assert send_mails(now=later(5)) == 1  # it is the last day
    assert [m.to for m in mail.outbox] == [["seller@insurer.invalid"]] * 2


def test_without_an_address_or_a_mail_server_nothing_is_sent(
    case: Case, staff: dict[str, Staff], settings: object
) -> None:
    Staff.objects.update(email="")
    assert send_mails(now=timezone.now()) == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # type: ignore[attr-defined]
    Staff.objects.filter(number="0231").update(email="a@insurer.invalid")
    assert send_mails(now=timezone.now()) == 0


def test_an_owner_is_warned_before_the_last_day_once(case: Case, staff: dict[str, Staff]) -> None:
    due = timezone.localdate() + timedelta(days=9)
    (made,) = corrective.open_actions(
        viewer=viewer(staff["manager"]), case=case, wanted=[Wanted("call", "致电")],
        owner=staff["other"], due_on=due, now=timezone.now(),
    )  # fmt: skip
    send_mails(now=timezone.now())
    assert "/corrective/" in written_to()["other"]
    assert pass_time(now=later(3)) == 0
    mail.outbox.clear()
    pass_time(now=later(8))
    made.refresh_from_db()
    assert made.warned_at is not None
    assert pass_time(now=later(8)) == 0
    send_mails(now=later(8))
    assert "/corrective/" in written_to()["other"]
    corrective.report_done(viewer=viewer(staff["other"]), action=made, seen=made.revision,
                           note="打过了", now=later(8))  # fmt: skip
    mail.outbox.clear()
    send_mails(now=later(9))
    assert "/corrective/" in written_to()["manager"]
    assert CorrectiveAction.objects.get().state == "done"
    assert the_notice().state == "lapsed"
