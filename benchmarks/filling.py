"""Fills a home with a large insurer's conversations, and signs somebody in for each role.

python benchmarks/filling.py CONVERSATIONS COPIES SEED   (in the home of `GOODFAITH_HOME`)

One in COPIES is simulated, received and read through the services, by a process for each core.
The others are copies of their rows, as services would have written them, under other ids and at
other moments of the same months: lists, filters and indexes have as many rows and words, but a
word stands in as many more conversations as there are copies.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from itertools import islice, pairwise

import msgspec
import psycopg

from goodfaith.platform.configuration import read_configuration
from goodfaith.platform.database import database_in_use, database_url
from preparing import TODAY, insurer_of

ROLES = ("compliance", "manager", "reviewer", "operations", "service", "adviser")
BATCH = 200


class Filled(msgspec.Struct, frozen=True):
    """How long each part took, what there is, and the session of a person of each role."""

    read_seconds: float
    copy_seconds: float
    count_seconds: float
    cases: int
    conversations: int
    utterances: int
    bytes: int
    sessions: dict[str, str]


def main() -> None:
    count, copies, seed = map(int, sys.argv[1:4])
    base = -(-count // copies)
    configuration = read_configuration(os.environ)
    with database_in_use(configuration):
        import django

        os.environ["DJANGO_SETTINGS_MODULE"] = "goodfaith.platform.settings"
        django.setup()
        if len(sys.argv) > 4:
            _part(base, seed, *map(int, sys.argv[4:6]))
            return
        from goodfaith.platform.serving.migrating import migrate
        from preparing import prepare

        migrate(configuration)
        prepare(insurer_of("large", base, seed))
        began = time.perf_counter()
        _read_in_parts(base)
        read = time.perf_counter()
        with psycopg.connect(database_url(configuration, "owner"), autocommit=True) as connection:
            _copy(connection, copies)
            copied = time.perf_counter()
            counts = connection.execute(_COUNT).fetchone()
            cases = connection.execute("select count(*) from quality_case").fetchone()
        assert counts
        assert cases
        _count_days()
        counted = time.perf_counter()
        filled = Filled(
            read - began, copied - read, counted - copied, cases[0], counts[0], counts[1],
            counts[2], _sessions(),
        )  # fmt: skip
        sys.stdout.buffer.write(msgspec.json.encode(filled))


def _count_days() -> None:
    """What the overview tells of, by day."""
    from django.utils import timezone

    from goodfaith.quality.overview.counting import count_all_again

    count_all_again(timezone.now())


def _read_in_parts(base: int) -> None:
    cores = os.cpu_count() or 1
    steps = [base * n // cores for n in range(cores + 1)]
    command = [sys.executable, __file__, *sys.argv[1:4]]
    parts = [subprocess.Popen([*command, str(start), str(stop)]) for start, stop in pairwise(steps)]
    if any(part.wait() for part in parts):
        raise SystemExit("a part could not be filled")


def _part(base: int, seed: int, start: int, stop: int) -> None:
    """Receive conversations `start` to before `stop`, and read what waits, whoever received it."""
    from django.utils import timezone

    from goodfaith.conversations.receiving import receive
    from goodfaith.platform.events import run_events
    from goodfaith.trust.ledger import SYSTEM

    insurer = insurer_of("large", base, seed)
    rest = islice((one.conversation for one in insurer.conversations()), start, stop)
    while batch := list(islice(rest, BATCH)):
        receive(batch, source="bench", actor=SYSTEM, now=timezone.now())
        run_events(raising=False)


_COUNT = """
select (select count(*) from conversations_conversation),
    (select sum(jsonb_array_length(content->'utterances')) from
     (select content from conversations_revision order by id limit 2000) r)::bigint
    * (select count(*) from conversations_conversation)
    / (select least(2000, count(*)) from conversations_revision),
    pg_database_size(current_database())
"""
_TABLES: Mapping[str, Mapping[str, str]] = {
    "conversations_conversation": {
        "id": "id + {step}",
        "external_id": "external_id || '~{copy}'",
        "revision_id": "revision_id + {step}",
        "reading_id": "reading_id + {step}",
        "started_at": "started_at - interval '{shift} minutes'",
        "day": "((started_at - interval '{shift} minutes') at time zone 'Asia/Shanghai')::date",
    },
    "conversations_revision": {
        "id": "id + {step}",
        "conversation_id": "conversation_id + {step}",
        "hash": "md5(hash || '{copy}') || md5('{copy}' || hash)",
    },
    "conversations_reading": {"id": "id + {step}", "revision_id": "revision_id + {step}"},
    "conversations_searchtext": {"conversation_id": "conversation_id + {step}"},
    "quality_case": {
        "id": "id + {step}",
        "sale": "sale || '~{copy}'",
        "conversation_id": "conversation_id + {step}",
        "judgement_id": "judgement_id + {step}",
        "signed_off_id": "signed_off_id + {step}",
        "merged_into_id": "merged_into_id + {step}",
        "day": "day - {shift} / 1440",
        "due_at": "due_at - interval '{shift} minutes'",
    },
    "quality_judgement": {"id": "id + {step}", "case_id": "case_id + {step}"},
    "quality_caseconversation": {
        "id": "id + {step}",
        "case_id": "case_id + {step}",
        "conversation_id": "conversation_id + {step}",
    },
}
_SHIFT_MINUTES = 1_511  # a day, an hour and a bit: copies of a call do not stand together
_INDEX = "select indexdef from pg_indexes where indexname = 'search_pairs'"


def _copy(connection: psycopg.Connection[tuple[str, ...]], copies: int) -> None:
    found = connection.execute(_INDEX).fetchone()
    assert found
    connection.execute("drop index search_pairs")  # made once at the end: a tenth of the time
    step = 10_000_000
    for copy in range(1, copies):
        with connection.transaction():
            for table, changed in _TABLES.items():
                names = _columns(connection, table)
                places = {"step": step * copy, "copy": copy, "shift": _SHIFT_MINUTES * copy}
                values = [changed.get(name, f'"{name}"').format(**places) for name in names]
                listed = ", ".join(f'"{name}"' for name in names)
                key = "conversation_id" if "id" not in names else "id"
                connection.execute(  # names of our own columns
                    f"insert into {table} ({listed}) select {', '.join(values)} from {table}"
                    f" where {key} < {step}".encode()
                )
    connection.execute("set maintenance_work_mem = '1GB'")
    connection.execute(found[0].encode())
    connection.execute("vacuum analyze")


def _columns(connection: psycopg.Connection[tuple[str, ...]], table: str) -> list[str]:
    query = (
        "select column_name from information_schema.columns"
        " where table_name = %s and is_generated = 'NEVER'"
    )
    return [row[0] for row in connection.execute(query, [table])]


def _sessions() -> dict[str, str]:
    """The cookie of somebody with each role; of managers the one below whom there is least."""
    from django.test import Client

    from goodfaith.trust.models import Staff

    found = {}
    for role in ROLES:
        people = Staff.objects.filter(is_active=True, assignments__role=role)
        person = people.order_by("-assignments__unit__level__order", "number")[0]
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        found[role] = client.cookies["sessionid"].value
    return found


if __name__ == "__main__":
    assert TODAY
    main()
