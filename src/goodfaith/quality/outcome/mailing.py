"""Writing to people about what waits for them: once a day at most, kinds and links only.

Nobody's name and nobody's words are in it. Without a mail server the numbers in the navigation
say the same.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from goodfaith.platform.mail import is_mail_set_up
from goodfaith.quality.models import OutcomeMail
from goodfaith.quality.outcome.waiting import Waiting, waiting_for
from goodfaith.trust.models import Staff
from goodfaith.trust.queries import people_who_may
from goodfaith.trust.viewing import viewer_of

_LOG = logging.getLogger("goodfaith.quality")
_LONGEST_SILENCE = timedelta(days=30)
ACTS = ("notices.answer", "appeals.judge", "corrective.read")
KINDS: Mapping[str, Any] = {
    "notices": ngettext_lazy(
        "%(n)s notice of findings to be read", "%(n)s notices of findings to be read", "n"
    ),
    "appeals": ngettext_lazy("%(n)s appeal to be answered", "%(n)s appeals to be answered", "n"),
    "actions": ngettext_lazy(
        "%(n)s corrective action to be done", "%(n)s corrective actions to be done", "n"
    ),
    "checks": ngettext_lazy(
        "%(n)s corrective action to be checked", "%(n)s corrective actions to be checked", "n"
    ),
}


def send_mails(*, now: datetime) -> int:
    """Write to everybody for whom something new waits, or is nearly late; how many were sent."""
    if not is_mail_set_up():
        return 0
    ids = {pk for act in ACTS for pk in people_who_may(act).values_list("pk", flat=True)}
    people = Staff.objects.filter(pk__in=ids).exclude(email="").order_by("pk")
    return sum(_write(staff, now) for staff in people)


def _write(staff: Staff, now: datetime) -> bool:
    """Write to one person unless it was done today, or there is nothing to say."""
    day = timezone.localdate(now)
    told = OutcomeMail.objects.filter(staff=staff)
    if told.filter(day=day).exists():
        return False
    last = told.aggregate(last=Max("sent_at"))["last"]
    found = waiting_for(viewer_of(staff, day), last, now)
    waiting = [one for one in found if one.count]
    if not any(one.new or one.pressing for one in waiting):
        return False
    try:
        with (
            transaction.atomic()
        ):  # the mail goes only if nobody else writes it, and is tried again
            OutcomeMail.objects.create(staff=staff, day=day, sent_at=now)
            _message(staff, waiting).send()
    except IntegrityError:
        return False
    except OSError as error:  # smtplib's errors are
        _LOG.warning("a mail was not sent", extra={"error": type(error).__name__})
        return False
    return True


def _message(staff: Staff, waiting: Sequence[Waiting]) -> EmailMessage:
    with translation.override(staff.language or settings.LANGUAGE_CODE):
        lines = [_line(one) for one in waiting]
        subject = _("Quality: something waits for you")
        foot = _("You are written to at most once a day.")
        return EmailMessage(subject, "\n\n".join([*lines, foot]), to=[staff.email])


def _line(one: Waiting) -> str:
    said = str(KINDS[one.kind] % {"n": one.count})
    if one.pressing:
        said += " " + _("(%(n)s late or nearly)") % {"n": one.pressing}
    return f"{said}\n{settings.CONFIGURATION.public_url}{reverse(one.address)}"


def forget_old_mails(*, now: datetime) -> int:
    """Rows that say nothing any more."""
    old = OutcomeMail.objects.filter(sent_at__lt=now - _LONGEST_SILENCE)
    return old.delete()[0]
