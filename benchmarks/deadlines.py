"""How long the clock takes over very many open sales, and opening and judging their cases.

python benchmarks/deadlines.py [--sales N] [--share N] [--home FOLDER]

A `--home` that `filling.py` has filled has 200,000 conversations beside these sales.

Each sale has an application, a policy whose receipt was signed on one of fifteen days, and a call
that was read. A day passes: one sale in fifteen has no successful callback in time, one in fifteen
is warned of that, and nothing is to be done about the others. Only `--share` of all cases (one in
so many) are opened through the services; the others are copies of their rows.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

import msgspec

from goodfaith.analysis.facts import Fact
from goodfaith.analysis.fields import Value
from goodfaith.platform.configuration import read_configuration
from goodfaith.platform.database import database_in_use

LIMIT_SECONDS = 60
FULL_SALES = 100_000
OPEN_RATE = 250
"""Cases opened and judged in a second of one worker's processor."""
TODAY = date(2026, 11, 20)
SETTINGS = "goodfaith.platform.settings"
DAYS = 15


class Timed(msgspec.Struct, frozen=True):
    """Sales, how many were opened through the services and how fast, and the day that passed."""

    sales: int
    opened: int
    open_rate: float
    open_rate_of_processor: float
    looked_at: int
    warned: int
    expired: int
    seconds: float
    processor_seconds: float


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sales", type=int, default=100_000)
    parser.add_argument("--share", type=int, default=10)
    parser.add_argument("--home", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["GOODFAITH_HOME"] = str(asked.home or folder)
        os.environ |= {"GOODFAITH_MODE": "demo", "DJANGO_SETTINGS_MODULE": SETTINGS}
        configuration = read_configuration(os.environ)
        with database_in_use(configuration):
            import django

            django.setup()
            from goodfaith.platform.serving.migrating import migrate

            migrate(configuration)
            timed = measure(asked.sales, asked.share)
    print(told(timed))


def told(timed: Timed) -> str:
    limit = LIMIT_SECONDS * timed.sales / FULL_SALES
    ratio = timed.seconds / limit
    fits = "within" if ratio < 1 else "over"
    return (
        f"open sales              {timed.sales:>12,}\n"
        f"opened and judged       {timed.opened:>12,}   {timed.open_rate:,.0f}/s, "
        f"{timed.open_rate_of_processor:,.0f} a second of processor, "
        f"{timed.open_rate_of_processor / OPEN_RATE:.2f} of {OPEN_RATE}\n"
        f"looked at in that day   {timed.looked_at:>12,}\n"
        f"warned of               {timed.warned:>12,}\n"
        f"expired                 {timed.expired:>12,}\n"
        f"seconds                 {timed.seconds:>12.1f}   {fits} {limit:.1f} "
        f"({LIMIT_SECONDS} for {FULL_SALES:,}): {ratio:.2f} of it\n"
        f"of the processor        {timed.processor_seconds:>12.1f}   without the database\n"
        f"cores, load             {os.cpu_count():>12}   {os.getloadavg()[0]:.1f}"
    )


def measure(sales: int, share: int) -> Timed:
    """Fill, let a day pass, count."""
    from django.db import connection, transaction

    from goodfaith.conversations.reading import edition_on
    from goodfaith.conversations.rulebooks import shown_rulebook
    from goodfaith.quality.cases.clock import look_at_due
    from goodfaith.quality.cases.looking import look_at_waiting
    from goodfaith.quality.cases.wanted import want
    from goodfaith.quality.models import Case, Deadline

    now = datetime(TODAY.year, TODAY.month, TODAY.day, 4, tzinfo=UTC)
    if Case.objects.filter(sale="A0").exists():
        raise SystemExit("found the sales of an earlier run in that home, expected none")
    while look_at_waiting(now=now - timedelta(hours=12)):  # of a home that was filled before
        pass
    opened, there = max(1, sales // share), Case.objects.count()
    _fill(opened, now)
    with transaction.atomic():
        want(f"application:A{n}" for n in range(opened))
    shown_rulebook(edition_on(TODAY).id)  # type: ignore[union-attr]  # kept by a worker as long as it lives
    began, spent = time.perf_counter(), time.process_time()
    while look_at_waiting(now=now - timedelta(hours=12)):
        pass
    open_seconds, open_spent = time.perf_counter() - began, time.process_time() - spent
    for copy in range(1, share):
        _copy(copy)
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    # What was due before is over with; the day that is measured begins after it.
    while look_at_due(now=now):
        pass
    warned_before = Deadline.objects.filter(warned_at__isnull=False).count()
    ended_before = Deadline.objects.filter(outcome="expired").count()
    began, spent, looked = time.perf_counter(), time.process_time(), 0
    while some := look_at_due(now=now + timedelta(days=1)):
        looked += some
    seconds, spent = time.perf_counter() - began, time.process_time() - spent
    return Timed(
        sales=Case.objects.filter(opened_at__lte=now).count() - there,
        opened=opened,
        open_rate=opened / open_seconds,
        open_rate_of_processor=opened / open_spent,
        looked_at=looked,
        warned=Deadline.objects.filter(warned_at__isnull=False).count() - warned_before,
        expired=Deadline.objects.filter(outcome="expired").count() - ended_before,
        seconds=seconds,
        processor_seconds=spent,
    )


def _fill(sales: int, now: datetime) -> None:
    """Facts of the sales, and a call for each, of a few hundred that were really read."""
    from django.db import connection
    from django.utils import timezone

    from goodfaith.conversations.models import Conversation
    from goodfaith.conversations.reading import read_conversations
    from goodfaith.conversations.receiving import receive
    from goodfaith.policies.services import receive_facts
    from goodfaith.trust.ledger import SYSTEM
    from preparing import insurer_of

    facts = _facts(sales)
    while batch := list(islice(facts, 2_000)):
        receive_facts(batch, source="bench", known_at=now, actor=SYSTEM, now=now)
    insurer = insurer_of("small", 300, 1)
    found = (t.conversation for j in islice(insurer.journeys(), 100) for t in j.conversations)
    talks = [msgspec.structs.replace(one, id=f"{_LIKE}{one.id}") for one in islice(found, 200)]
    receive(talks, source="bench", actor=SYSTEM, now=timezone.now())
    rows = Conversation.objects.filter(external_id__startswith=_LIKE).order_by("pk")
    ids = list(rows.values_list("pk", flat=True))
    read_conversations(ids, now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(_CALLS, [ids, sales, len(ids)])


_LIKE = "like-"
_CALLS = """
insert into conversations_conversation (external_id, source, channel, direction, purpose, result,
    started_at, starts_as_received, day, duration_seconds, turns, adviser_number, unit_path,
    customer, applications, policies, received_at, revision_id, reading_id, state, failure, review,
    score, worst, violated, undecidable)
select 'sold-' || n, source, channel, direction, 'sales', result, started_at, starts_as_received,
    day, duration_seconds, turns, adviser_number, unit_path, 'K' || n, array['A' || n],
    array['P' || n], received_at, revision_id, reading_id, state, failure, review, score, worst,
    violated, undecidable
from (select *, row_number() over (order by id) - 1 as number from conversations_conversation
    where id = any(%s::bigint[])) c
join lateral (select n from generate_series(number, %s - 1, %s) n) s on true
"""


def _facts(sales: int) -> Iterator[Fact]:
    yield Fact("callback", "CB", {"at": datetime(2026, 1, 1, tzinfo=UTC), "policy": "P"})
    for n in range(sales):
        signed = TODAY - timedelta(days=16 + n % DAYS)
        receipt = TODAY - timedelta(days=1 + n % DAYS)
        known: dict[str, Value] = {"customer": f"K{n}", "adviser": "A"}
        applied: dict[str, Value] = {"signed_on": signed, "channel": "agent"}
        issued: dict[str, Value] = {"application": f"A{n}", "receipt_on": receipt}
        issued |= {"cooling_off_days": 15, "term_years": 20}
        yield Fact("application", f"A{n}", applied | known)
        yield Fact("policy", f"P{n}", issued | known)


def _copy(copy: int) -> None:
    """The same sales again under other ids, as the services would have written them."""
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in _COPIES:
            cursor.execute(statement.replace("%c", str(copy)))


_COPIES = (
    """
insert into conversations_conversation (external_id, source, channel, direction, purpose, result,
    started_at, starts_as_received, day, duration_seconds, turns, adviser_number, unit_path,
    customer, applications, policies, received_at, revision_id, reading_id, state, failure, review,
    score, worst, violated, undecidable)
select 'x%c' || external_id, source, channel, direction, purpose, result, started_at,
    starts_as_received, day, duration_seconds, turns, adviser_number, unit_path, customer,
    array['x%c' || applications[1]], array['x%c' || policies[1]], received_at, revision_id,
    reading_id, state, failure, review, score, worst, violated, undecidable
from conversations_conversation where external_id ~ '^sold-'
""",
    """
insert into policies_factrecord (kind, key, values, belongs_to, known_at, source)
select kind, 'x%c' || key, replace(values::text, '"A', '"x%cA')::jsonb,
    (select array_agg(replace(replace(b, ':A', ':x%cA'), ':P', ':x%cP')) from unnest(belongs_to) b),
    known_at, source
from policies_factrecord where key ~ '^[AP][0-9]'
""",
    """
insert into quality_case (kind, sale, applications, policies, customer, product, product_type,
    channel, purpose, adviser_number, unit_path, signed_on, day, opened_at, due_at, deadline_on,
    next_look_at, state, conclusion, worst, score, vetoed, violated, undecidable,
    undecidable_count, conversation_count, judgement_id, revision, fingerprint, told)
select kind, 'x%c' || sale, array['x%c' || sale], array['x%cP' || substr(sale, 2)], customer,
    product, product_type, channel, purpose, adviser_number, unit_path, signed_on, day, opened_at,
    due_at, deadline_on, next_look_at, state, conclusion, worst, score, vetoed, violated,
    undecidable, undecidable_count, conversation_count, judgement_id, revision, fingerprint, told
from quality_case where sale ~ '^A[0-9]'
""",
    """
insert into quality_deadline (case_id, rule, due_on, warn_on, warned_at, ended_at, outcome)
select copy.id, d.rule, d.due_on, d.warn_on, d.warned_at, d.ended_at, d.outcome
from quality_deadline d join quality_case c on c.id = d.case_id and c.sale ~ '^A[0-9]'
join quality_case copy on copy.sale = 'x%c' || c.sale
""",
)


if __name__ == "__main__":
    main()
