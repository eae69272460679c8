"""Counting days again: what changed of them is written, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

import msgspec
from django.db import connection, transaction

from goodfaith.analysis.finding import SEVERITIES
from goodfaith.quality.models import CaseFinding, Counted, StaleDay, Tally
from goodfaith.quality.overview.tallying import (
    NUMBERS,
    Found,
    Item,
    Key,
    Numbers,
    found_in,
    tallied,
    work_of,
)
from goodfaith.quality.review.standing import standing

AT_ONCE = 10
"""Days of one transaction: a large insurer's day takes about a second."""
_LOCK = "select pg_advisory_xact_lock(hashtext('quality.overview'))"
_TAKE = """
delete from quality_staleday where day in
  (select day from quality_staleday group by day order by day desc limit %s)
returning day
"""
_STALE = """
insert into quality_staleday (day) select day from conversations_conversation
union select day from quality_case union select day from quality_tally
"""
_CASES = """
select c.id, c.unit_path, c.channel, c.product_type, c.worst, c.undecidable_count, c.conclusion,
  c.judgement_id is not null,
  coalesce((select jsonb_agg(jsonb_build_array(g->>'rule', g->>'verdict', g->>'severity'))
    from jsonb_array_elements(j.findings) g), '[]')::text
from quality_case c left join quality_judgement j on j.id = c.judgement_id
where c.day = %s and c.merged_into_id is null order by c.id
"""
_TALKS = """
select t.unit_path, t.channel, t.worst, t.violated, t.undecidable, t.turns, t.state,
  t.reading_id is not null,
  coalesce(bool_or(c.judgement_id is not null), false),
  coalesce(bool_or(c.conclusion in ('qualified', 'unqualified')), false)
from conversations_conversation t
left join quality_caseconversation m on m.conversation_id = t.id
left join quality_case c on c.id = m.case_id and c.merged_into_id is null
where t.day = %s group by t.id
"""
_COLUMNS = ("of", "day", "path", "is_own", "channel", "product_type", "rule")
_COPY = f"copy quality_tally ({', '.join((*_COLUMNS, 'unit', 'parent', *NUMBERS))}) from stdin"


def count_stale(now: datetime, days: int = AT_ONCE) -> int:
    """Count again the latest days of which something has changed; how many there were.

    What changes while they are counted is noted and counted the next time: the notes are taken
    first, so whatever they tell of is there to be read. Two who count wait for one another.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_LOCK)
            cursor.execute(_TAKE, [days])
            stale = sorted({row[0] for row in cursor.fetchall()}, reverse=True)
        for day in stale:
            count_day(day)
        if len(stale) < days:
            Counted.objects.update_or_create(only=True, defaults={"at": now})
    return len(stale)


def count_all_again(now: datetime) -> int:
    """Count every day again, here and now; how many there were. Changes nothing that is right."""
    with connection.cursor() as cursor:
        cursor.execute(_STALE)
    counted = 0
    while some := count_stale(now):
        counted += some
    return counted


def stale_days() -> int:
    """How many days wait to be counted again."""
    return StaleDay.objects.values("day").distinct().count()


def count_day(day: date) -> None:
    """Bring the findings of the day's cases and the day's tallies up to what is true now."""
    cases = list(_cases_of(day))
    _keep_findings(day, {id: item.found for id, item in cases})
    _keep_tallies(day, tallied([*(item for _, item in cases), *_talks_of(day)]))


def _cases_of(day: date) -> Iterator[tuple[int, Item]]:
    with connection.cursor() as cursor:
        cursor.execute(_CASES, [day])
        rows = cursor.fetchall()
    stands = standing(row[0] for row in rows)
    for id, path, channel, product, worst, doubtful, conclusion, judged, groups in rows:
        said = {r: (d.verdict, d.severity) for r, d in stands.get(id, {}).items()}
        work = _work(worst, bool(doubtful), judged, conclusion in ("qualified", "unqualified"))
        if conclusion in ("qualified", "unqualified"):
            work = (*work, conclusion)
        found = found_in(msgspec.json.decode(groups), said)
        work = (*work, *work_of(found))
        yield id, Item("case", tuple(path), channel, product, work, found)


def _talks_of(day: date) -> Iterator[Item]:
    with connection.cursor() as cursor:
        cursor.execute(_TALKS, [day])
        rows = cursor.fetchall()
    for path, channel, worst, violated, undecidable, turns, state, read, judged, reviewed in rows:
        stage = stage_of(turns, state, read)
        work = (*_work(worst, bool(undecidable), judged, reviewed), stage)
        found = [Found(rule, "violated") for rule in violated]
        found += [Found(rule, "undecidable") for rule in undecidable]
        yield Item("talk", tuple(path), channel, "", work, tuple(found))


def stage_of(turns: int, state: str, is_read: bool) -> str:
    """How far a conversation got: read, silent (without words), failed, or waiting."""
    if not turns:
        return "silent"
    if is_read:
        return "read"
    return "failed" if state == "failed" else "waiting"


def _work(worst: int | None, doubtful: bool, judged: bool, reviewed: bool) -> tuple[str, ...]:
    told = {"total": True, "judged": judged, "reviewed": reviewed, "doubtful": doubtful}
    severity = () if worst is None else (SEVERITIES[worst],)
    return (*(name for name, holds in told.items() if holds), *severity)


def _keep_findings(day: date, wanted: Mapping[int, Iterable[Found]]) -> None:
    fresh = {(case, f.rule): f for case, found in wanted.items() for f in found}
    gone, kept = [], set()
    for row in CaseFinding.objects.filter(case__day=day):
        found = fresh.get((row.case_id, row.rule))
        if found and (row.verdict, row.severity, row.decided) == (
            found.verdict, found.severity, found.decided,
        ):  # fmt: skip
            kept.add((row.case_id, row.rule))
        else:
            gone.append(row.pk)
    CaseFinding.objects.filter(pk__in=gone).delete()
    CaseFinding.objects.bulk_create(
        (
            CaseFinding(case_id=case, rule=rule, verdict=f.verdict, severity=f.severity,
                        decided=f.decided)
            for (case, rule), f in fresh.items() if (case, rule) not in kept
        ),
        batch_size=1_000,
    )  # fmt: skip


def _keep_tallies(day: date, wanted: Mapping[Key, Numbers]) -> None:
    gone, kept = [], set()
    for row in Tally.objects.filter(day=day).values_list("pk", *_COLUMNS[:1], *_COLUMNS[2:],
                                                         *NUMBERS):  # fmt: skip
        key = Key(row[1], tuple(row[2]), *row[3:7])
        found = {name: n for name, n in zip(NUMBERS, row[7:], strict=True) if n}
        if key not in kept and wanted.get(key) == found:
            kept.add(key)
        else:
            gone.append(row[0])
    Tally.objects.filter(pk__in=gone).delete()
    fresh = [(key, numbers) for key, numbers in wanted.items() if key not in kept]
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for key, numbers in fresh:
            copy.write_row(_row(day, key, numbers))


def _row(day: date, key: Key, numbers: Numbers) -> tuple[object, ...]:
    """In the order of `_COPY`."""
    path = key.path
    return (
        key.of, day, list(path), key.is_own, key.channel, key.product_type, key.rule,
        path[0] if path else None, path[1] if len(path) > 1 else None,
        *(numbers.get(name, 0) for name in NUMBERS),
    )  # fmt: skip
