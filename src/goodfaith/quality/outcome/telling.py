"""Telling the insurer's systems that somebody has something to read: who, until when, where."""

from __future__ import annotations

import logging

from django.conf import settings
from django.urls import reverse

from goodfaith.platform.webhooks.kinds import PayloadInvalid
from goodfaith.platform.webhooks.publishing import publish_webhook
from goodfaith.quality.models import Notice
from goodfaith.quality.webhook_kinds import NOTICE_SENT

_LOG = logging.getLogger("goodfaith.quality")


def tell_notice(notice: Notice, charges: int) -> None:
    """In the transaction that sends it. What was found is on the page alone."""
    link = settings.CONFIGURATION.public_url + reverse("notice", args=[notice.pk])
    payload = {
        "notice": notice.pk,
        "sale": notice.case.sale or "",
        "adviser": notice.adviser.number,
        "charges": charges,
        "answer_by": notice.answer_by.isoformat(),
        "appeal_by": notice.appeal_by.isoformat(),
        "link": link,
    }
    try:
        publish_webhook(NOTICE_SENT.name, f"case:{notice.case_id}", payload)
    except PayloadInvalid:  # a source's id that reads like words: the page and the mail say it
        _LOG.warning("a notice could not be told", extra={"notice": notice.pk})
