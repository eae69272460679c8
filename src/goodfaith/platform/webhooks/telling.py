"""Telling administrators by e-mail, once a day for an endpoint, that it does not take messages.

Without a mail server the page and the number in the navigation say it.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from goodfaith.platform.mail import is_mail_set_up
from goodfaith.platform.webhooks.models import WebhookEndpoint

_EVERY = timedelta(days=1)
_LOG = logging.getLogger(__name__)


def tell_administrators(endpoint: WebhookEndpoint, now: datetime, *, at_once: bool) -> None:
    """Ask for the mails, after the commit; with `at_once` even if some went out today."""
    is_due = endpoint.told_at is None or now - endpoint.told_at >= _EVERY
    if not (at_once or is_due):
        return
    endpoint.told_at = now
    endpoint.save(update_fields=["told_at"])
    from goodfaith.platform.webhooks.jobs import tell_of_endpoint  # it imports the sender

    with transaction.atomic(savepoint=False):
        tell_of_endpoint.later(endpoint=endpoint.pk)


def send_mails(endpoint: WebhookEndpoint) -> int:
    """Write to everybody who may see webhooks and has an address; how many were sent."""
    if not is_mail_set_up():
        return 0
    people = import_string(settings.PEOPLE_WHO_MAY)("webhooks.read")
    return sum(_sent(endpoint, staff) for staff in people if staff.email)


def _sent(endpoint: WebhookEndpoint, staff: Any) -> bool:
    with translation.override(getattr(staff, "language", "") or settings.LANGUAGE_CODE):
        message = _message(endpoint, staff.email)
    try:
        message.send()
    except OSError as error:  # smtplib's errors are
        _LOG.warning("endpoint %s: a mail was not sent: %s", endpoint.pk, type(error).__name__)
        return False
    return True


def _message(endpoint: WebhookEndpoint, to: str) -> EmailMessage:
    address = settings.CONFIGURATION.public_url + reverse("webhook", args=[endpoint.pk])
    if endpoint.state == WebhookEndpoint.State.ACTIVE:
        subject = _("A webhook does not take messages: %(name)s")
        said = _("A message was tried for three days and is given up; it can be sent again.")
    else:
        subject = _("A webhook was paused: %(name)s")
        said = _("It is sent nothing any more until it is resumed; what it misses is kept.")
    return EmailMessage(subject % {"name": endpoint.name}, f"{said}\n\n{address}", to=[to])
