"""Exports that are sent by e-mail again and again: what the person may see at that moment."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from tempfile import SpooledTemporaryFile
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from goodfaith.platform.mail import is_mail_set_up
from goodfaith.platform.models import ScheduledExport
from goodfaith.platform.web.tables.exporting import CONTENT_TYPES, Form, exported
from goodfaith.platform.web.tables.table import Table, UnknownTable, table_named

HOUR = 7
"""In the organisation's zone: before work begins."""
ATTACHMENT_BYTES = 10_000_000
"""What mail servers commonly take (RFC 5321 sets no limit); beyond it the mail has a link."""
_RETRY = timedelta(minutes=15)
_MOST_FAILURES = 8
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
    """Send what is due; how many were sent. Nothing is sent without a mail server."""
    if not is_mail_set_up():
        return 0
    due = ScheduledExport.objects.filter(stopped="", next_at__lte=now).values_list("pk", flat=True)
    return sum(send_one(export_id, now) for export_id in list(due[:500]))


def send_one(export_id: int, now: datetime) -> bool:
    """Send one that is due, unless another process has it in hand."""
    with transaction.atomic():
        rows = ScheduledExport.objects.select_for_update(skip_locked=True, of=("self",))
        export = rows.filter(pk=export_id, stopped="", next_at__lte=now).first()
        if export is None:
            return False
        reason = _send(export, now)
        if reason:
            export.stopped = reason
        export.save()
        return not reason and export.failures == 0


def _send(export: ScheduledExport, now: datetime) -> str:
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
        _deliver(export, table, viewer, now)
    return ""


def _deliver(export: ScheduledExport, table: Table, viewer: Any, now: datetime) -> None:
    message = _message(export, table, viewer, now)
    try:
        message.send()
    except OSError as error:  # smtplib's errors are
        export.failures += 1
        _LOG.warning("export %s was not sent: %s", export.pk, type(error).__name__)
        is_tired = export.failures >= _MOST_FAILURES
        export.next_at = next_time(export.cadence, now) if is_tired else now + _RETRY
        return
    export.failures, export.last_at = 0, now
    export.next_at = next_time(export.cadence, now)


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
        name = f"{table.name}-{timezone.localdate(now)}.{form}"
        message.attach(name, file, CONTENT_TYPES[form].partition(";")[0])
    return message


def _bounded(pieces: Any) -> bytes | None:
    """The whole file; None when it is too large."""
    with SpooledTemporaryFile(max_size=ATTACHMENT_BYTES) as kept:
        for piece in pieces:
            kept.write(piece)
            if kept.tell() > ATTACHMENT_BYTES:
                return None
        kept.seek(0)
        return kept.read()
