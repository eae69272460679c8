"""The ledger, for those who have to show who did what."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.trust import ledger as writing
from goodfaith.trust.ledger_words import words_of_acts
from goodfaith.trust.models import ApiToken, LedgerEntry, Staff
from goodfaith.trust.paging import slice_of
from goodfaith.trust.visibility import ledger_visible_to

PAGE_SIZE = 100
_COLUMNS = ("at", "actor_kind", "actor_id", "act", "object_kind", "object_id", "details")
_AT_ONCE = 2_000


@page("ledger.read")
def ledger(request: ViewedRequest) -> HttpResponse:
    """Latest first, filtered by `who`, `act`, `object` (kind or kind:id), `from_on`, `to_on`."""
    rows = _asked(request)
    slice_ = slice_of(rows, request.GET.get("after", ""), PAGE_SIZE, latest_first=True)
    words = words_of_acts()
    actors = _actors(slice_.rows)
    asked = request.GET.copy()
    asked.pop("after", None)
    context = {
        "rows": [
            (row, words.get(row.act, row.act), actors.get((row.actor_kind, row.actor_id), ""))
            for row in slice_.rows
        ],
        "later": slice_.later,
        "acts": [("", ""), *sorted(words.items(), key=lambda pair: pair[1])],
        "asked": asked.urlencode(),
        "is_filtered": any(asked.get(name) for name in ("who", "act", "object", "from_on", "to_on")),
    }
    return render(request, "trust/ledger.html", context)


@page("ledger.export")
def ledger_export(request: ViewedRequest) -> StreamingHttpResponse:
    """The same entries as a CSV file; that they were exported is an entry, too."""
    now = timezone.now()
    writing.record(
        request.viewer, "ledger.exported", ("ledger", ""), now,
        filters=sorted(name for name in request.GET if request.GET[name]),
    )  # fmt: skip
    answer = StreamingHttpResponse(_lines(_asked(request)), content_type="text/csv; charset=utf-8")
    name = f"ledger-{timezone.localtime(now):%Y%m%d-%H%M}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _asked(request: ViewedRequest) -> QuerySet[LedgerEntry]:
    rows = ledger_visible_to(request.viewer, timezone.localdate())
    return filter_entries(rows, request.GET)


def filter_entries(rows: QuerySet[LedgerEntry], asked: QueryDict) -> QuerySet[LedgerEntry]:
    """`rows` by person, act, object and time; what cannot be read as such is left out."""
    if who := asked.get("who", "").strip():
        ids = [str(pk) for pk in Staff.objects.filter(number__iexact=who).values_list("pk", flat=True)]
        rows = rows.filter(actor_kind="staff", actor_id__in=ids)
    if act := asked.get("act", ""):
        rows = rows.filter(act=act)
    kind, _colon, key = asked.get("object", "").strip().partition(":")
    rows = rows.filter(object_kind=kind) if kind else rows
    rows = rows.filter(object_id=key) if key else rows
    if start := _day(asked.get("from_on", "")):
        rows = rows.filter(at__gte=_midnight(start))
    if end := _day(asked.get("to_on", "")):
        rows = rows.filter(at__lt=_midnight(end + timedelta(days=1)))
    return rows


def _lines(rows: QuerySet[LedgerEntry]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(_COLUMNS)
    for row in rows.order_by("pk").iterator(_AT_ONCE):
        yield writer.writerow([_cell(getattr(row, column)) for column in _COLUMNS])


class _Echo:
    """What `csv` writes to; hands each line back."""

    def write(self, line: str) -> str:
        return line


def _cell(value: Any) -> str:
    """A spreadsheet must not take a cell for a formula."""
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t")) else text


def _actors(rows: list[LedgerEntry]) -> dict[tuple[str, str], str]:
    """Who they are by kind and id: people by name and number, tokens by name."""
    staff = {row.actor_id for row in rows if row.actor_kind == "staff"}
    tokens = {row.actor_id for row in rows if row.actor_kind == "token"}
    found = {
        ("staff", str(s.pk)): f"{s.name} {s.number}" for s in Staff.objects.filter(pk__in=staff)
    }
    return found | {
        ("token", str(t.pk)): t.name for t in ApiToken.objects.filter(pk__in=tokens)
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
