"""Exports that are sent by e-mail again and again: what the person may see at that moment."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from tempfile import SpooledTemporaryFile
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from goodfaith.platform.mail import is_mail_set_up
from goodfaith.platform.models import ScheduledExport
from goodfaith.platform.web.tables.exporting import CONTENT_TYPES, Form, exported, file_name
from goodfaith.platform.web.tables.table import Table, UnknownTable, table_named

HOUR = 7
"""In the organisation's zone: before work begins."""
ATTACHMENT_BYTES = 10_000_000
"""What mail servers commonly take (RFC 5321 sets no limit); beyond it the mail has a link."""
_RETRY = timedelta(minutes=15)
_MOST_FAILURES = 8
_MOST_COUNTED = 1_000
_LOG = logging.getLogger(__name__)


class NoAddress(Exception):
    """The person has no e-mail address."""


def next_time(cadence: str, after: datetime) -> datetime:
    """The first moment behind `after` that the cadence has, at 7:00 in the organisation's zone."""
    here = timezone.localtime(after)
    moment = here.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    while moment <= here or not _is_day_of(cadence, moment):
        moment += timedelta(days=1)
    return moment


def _is_day_of(cadence: str, moment: datetime) -> bool:
    if cadence == ScheduledExport.Cadence.WEEKLY:
        return moment.weekday() == 0
    return cadence == ScheduledExport.Cadence.DAILY or moment.day == 1


def schedule_export(
    *, viewer: Any, staff: Any, table: Table, query: str, form: Form, cadence: str, now: datetime
) -> ScheduledExport:
    """Send `table` as it is under `query` to `staff` from now on. Raises `NoAddress`."""
    if not staff.email:
        raise NoAddress
    found, _made = ScheduledExport.objects.get_or_create(
        staff_id=viewer.staff_id,
        table=table.name,
        query=query,
        form=form,
        cadence=cadence,
        stopped="",
        defaults={"created_at": now, "next_at": next_time(cadence, now)},
    )
    return found


def stop_export(*, viewer: Any, export_id: int) -> bool:
    """Send it no more; False when the viewer has no such export."""
    mine = ScheduledExport.objects.filter(pk=export_id, staff_id=viewer.staff_id, stopped="")
    return bool(mine.update(stopped=ScheduledExport.Stopped.BY_PERSON))


def send_due(now: datetime) -> int:
    """Send what is due; how many were sent. Nothing is sent without a mail server.

    One connection carries them all; where there is none, what is left is put off at once: a
    server that lets everybody wait is waited for once.
    """
    if not is_mail_set_up():
        return 0
    rows = ScheduledExport.objects.filter(stopped="", next_at__lte=now).order_by("next_at", "pk")
    due, sent = list(rows.values_list("pk", flat=True)[:500]), 0
    server = get_connection()
    for place, export_id in enumerate(due):
        if not _answers(server):
            _put_off(due[place:], now)
            break
        sent += send_one(export_id, now, server)
    server.close()
    return sent


def _answers(server: BaseEmailBackend) -> bool:
    try:
        server.open()
    except OSError as error:  # smtplib's errors are
        _LOG.warning("the mail server did not answer", extra={"error": type(error).__name__})
        return False
    return True


def _put_off(export_ids: list[int], now: datetime) -> None:
    with transaction.atomic():
        rows = ScheduledExport.objects.select_for_update(skip_locked=True, of=("self",))
        for export in rows.filter(pk__in=export_ids, stopped="", next_at__lte=now):
            _failed(export, now)
            export.save()


def send_one(export_id: int, now: datetime, server: BaseEmailBackend) -> bool:
    """Send one that is due, unless another process has it in hand."""
    with transaction.atomic():
        rows = ScheduledExport.objects.select_for_update(skip_locked=True, of=("self",))
        export = rows.filter(pk=export_id, stopped="", next_at__lte=now).first()
        if export is None:
            return False
        reason = _send(export, now, server)
        if reason:
            export.stopped = reason
        export.save()
        return not reason and export.failures == 0


def _send(export: ScheduledExport, now: datetime, server: BaseEmailBackend) -> str:
    """Try; why it has to stop, or nothing."""
    staff = export.staff
    viewer = import_string(settings.VIEWER_OF)(staff, timezone.localdate(now))
    try:
        table = table_named(export.table)
    except UnknownTable:
        return ScheduledExport.Stopped.NO_TABLE
    if not staff.is_active or not table.export_act or not viewer.may(table.export_act):
        return ScheduledExport.Stopped.NOT_ALLOWED
    if not staff.email:
        return ScheduledExport.Stopped.NO_ADDRESS
    with translation.override(getattr(staff, "language", "") or settings.LANGUAGE_CODE):
        _deliver(export, table, viewer, now, server)
    return ""


def _deliver(
    export: ScheduledExport, table: Table, viewer: Any, now: datetime, server: BaseEmailBackend
) -> None:
    """Whatever is wrong with one table holds nobody else's back; what was not sent is not noted."""
    try:
        with transaction.atomic():
            message = _message(export, table, viewer, now)
            message.connection = server
            message.send()
    except Exception as error:
        if isinstance(error, OSError):
            server.close()  # it may be in the middle of something
        kind = type(error).__name__
        _LOG.warning("an export was not sent", extra={"export": export.pk, "error": kind})
        _failed(export, now)
        return
    export.failures, export.last_at = 0, now
    export.next_at = next_time(export.cadence, now)


def _failed(export: ScheduledExport, now: datetime) -> None:
    export.failures = min(export.failures + 1, _MOST_COUNTED)
    is_tired = export.failures >= _MOST_FAILURES
    export.next_at = next_time(export.cadence, now) if is_tired else now + _RETRY


def _message(export: ScheduledExport, table: Table, viewer: Any, now: datetime) -> EmailMessage:
    query = QueryDict(export.query)
    if table.exported:
        table.exported(viewer, table, query)
    form: Form = "xlsx" if export.form == "xlsx" else "csv"
    file = _bounded(exported(table, viewer, query, form))
    address = settings.CONFIGURATION.public_url + reverse("scheduled_exports")
    words = [_("You asked for this table. It has what you may see of it at this moment.")]
    if file is None:
        words.append(_("It is too large for an e-mail; export it on its page."))
    words.append(_("Stop it here: %(address)s") % {"address": address})
    message = EmailMessage(str(table.label), "\n\n".join(words), to=[export.staff.email])
    if file is not None:
        message.attach(_attached(file, file_name(table, form, timezone.localdate(now)), form))
    return message


def _attached(file: bytes, name: str, form: Form) -> MIMEBase:
    """As base64: what carries text mends its lines and its marks."""
    kind, _slash, subkind = CONTENT_TYPES[form].partition(";")[0].partition("/")
    part = MIMEBase(kind, subkind)
    part.set_payload(file)
    encode_base64(part)
    if kind == "text":
        part.set_param("charset", "utf-8")
    encoded = name if name.isascii() else ("utf-8", "", name)  # RFC 2231
    part.add_header("Content-Disposition", "attachment", filename=encoded)
    return part


def _bounded(pieces: Any) -> bytes | None:
    """The whole file; None when it is too large."""
    with SpooledTemporaryFile(max_size=ATTACHMENT_BYTES) as kept:
        for piece in pieces:
            kept.write(piece)
            if kept.tell() > ATTACHMENT_BYTES:
                return None
        kept.seek(0)
        return kept.read()
