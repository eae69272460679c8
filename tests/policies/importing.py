"""Files of facts as a person hands them in, step by step."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from django.utils import timezone

from goodfaith.platform.events import run_events
from goodfaith.policies.imports import (
    Column,
    add_bytes,
    begin_import,
    complete_import,
    confirm_import,
    map_columns,
)
from goodfaith.policies.models import FactImport
from goodfaith.trust.ledger import SYSTEM

POLICIES = (
    "保单号,投保人客户号,首期保费（元）,保单状态,承保日\n"
    "P1,K1,\"8,000.00\",有效,2026年3月8日\n"
    "P2,K2,5000,失效,2026/4/1\n"
)  # fmt: skip


def handed_in(
    content: bytes | str, kind: str = "policy", source: str = "core", name: str = "f.csv"
) -> FactImport:
    """A file that has been looked at."""
    data = content.encode() if isinstance(content, str) else content
    now = timezone.now()
    made = begin_import(
        name=name, size=len(data), kind=kind, source=source, actor=SYSTEM, now=now
    )  # fmt: skip
    add_bytes(made, offset=0, piece=data)
    complete_import(made, actor=SYSTEM, now=now)
    return worked(made)


def worked(of: FactImport) -> FactImport:
    """After all that was to be done in the background."""
    run_events()
    return FactImport.objects.get(pk=of.pk)


def compared(content: bytes | str, **more: Any) -> FactImport:
    """A file that was compared by the columns that were guessed."""
    of = handed_in(content, **more)
    assert of.state == FactImport.State.MAPPING, of.failure
    return mapped(of, *of.mapping)


def mapped(of: FactImport, *columns: Any) -> FactImport:
    given = [one if isinstance(one, Column) else Column(**one) for one in columns]
    return worked(map_columns(of, columns=given, actor=SYSTEM, now=timezone.now()))


def imported(content: bytes | str, **more: Any) -> FactImport:
    of = compared(content, **more)
    return worked(confirm_import(of, actor=SYSTEM, now=timezone.now()))


def counts(of: FactImport) -> tuple[int, int, int, int]:
    return (of.added, of.changed, of.same, of.refused)


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def parquet(**columns: list[Any]) -> bytes:
    written = BytesIO()
    pq.write_table(pa.table(columns), written)
    return written.getvalue()
