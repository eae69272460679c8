"""A worker is killed in the middle of a file of facts: it is taken up again, and counted once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from embedded_users import remove
from installation import Installation, wait_until
from migrated_home import migrated_home

ROWS = 20_000
"""Ten batches: whoever looks four times a second finds it in the middle."""
HAND_IN = """
import os, sys
import django
from goodfaith.platform.configuration import read_configuration
from goodfaith.platform.database import database_in_use
with database_in_use(read_configuration(os.environ)):
    django.setup()
    from django.utils import timezone
    from goodfaith.policies.imports import (
        Column, add_bytes, begin_import, complete_import, confirm_import, map_columns,
    )
    from goodfaith.policies.models import FactImport
    from goodfaith.trust.ledger import SYSTEM
    now, step = timezone.now(), sys.argv[1]
    if step == "hand in":
        rows = "".join(f"Z{n:06},K{n},{n % 900}\\n" for n in range(int(sys.argv[2])))
        data = f"保单号,投保人客户号,首期保费（元）\\n{rows}".encode()
        made = begin_import(name="z.csv", size=len(data), kind="policy", source="core",
                            actor=SYSTEM, now=now)
        for start in range(0, len(data), 1_000_000):
            add_bytes(made, offset=start, piece=data[start : start + 1_000_000])
        complete_import(made, actor=SYSTEM, now=now)
    elif step == "map":
        of = FactImport.objects.get()
        map_columns(of, columns=[Column(**one) for one in of.mapping], actor=SYSTEM, now=now)
    else:
        confirm_import(FactImport.objects.get(), actor=SYSTEM, now=now)
"""
_STATE = "select state, reached, added, same, refused from policies_factimport"
_THERE = "select count(*) from policies_factrecord where kind = 'policy'"
_HALF = f"select state, reached, added, ({_THERE}) from policies_factimport"
_TOLD = """
select count(*), count(distinct key) from platform_event,
    jsonb_array_elements_text(payload->'about') as key
where kind = 'policies.facts_received' and key ~ '^policy:Z'
"""
# As if an hour had gone by: a worker is believed to be alive until it has been silent for a while.
_GIVEN_UP = """
update procrastinate_workers set last_heartbeat = now() - interval '1 hour'
where id in (select worker_id from procrastinate_jobs where status = 'doing') returning id
"""
_ASIDE = "select count(*) from platform_poisonedevent where settled_at is null"


@pytest.fixture
def server() -> Iterator[Installation]:
    home = migrated_home()
    one = Installation(home)
    one.environment |= {
        "GOODFAITH_MODE": "demo", "DJANGO_SETTINGS_MODULE": "goodfaith.platform.settings",
    }  # fmt: skip
    yield one
    one.stop()
    remove(home)


def step(server: Installation, *words: str) -> None:
    subprocess.run([sys.executable, "-c", HAND_IN, *words], env=server.environment, check=True)


def state(server: Installation) -> str:
    found = server.ask(_STATE)
    return str(found[0][0]) if found else ""


def test_a_worker_that_is_killed_leaves_whole_batches_and_the_next_one_goes_on(
    server: Installation,
) -> None:
    server.start()
    step(server, "hand in", str(ROWS))
    wait_until(lambda: state(server) == "mapping", "the file to be looked at")
    step(server, "map")
    wait_until(lambda: state(server) == "compared", "the file to be compared")
    assert server.ask(_THERE) == [(0,)]
    step(server, "confirm")
    wait_until(lambda: server.ask(_THERE)[0][0] > 0, "some of it to be taken in")
    server.kill("worker-1")
    ((then, reached, added, there),) = server.ask(_HALF)
    assert then == "importing"
    assert reached == added == there
    assert 0 < reached < ROWS
    server.ask(_GIVEN_UP)
    wait_until(lambda: state(server) == "done", "the rest to be taken in")
    assert server.ask(_STATE) == [("done", ROWS, ROWS, 0, 0)]
    assert server.ask(_THERE) == [(ROWS,)]
    assert server.ask("select count(*) from policies_factversion") == [(0,)]
    assert server.ask(_TOLD) == [(ROWS, ROWS)]
    assert server.ask(_ASIDE) == [(0,)]


def test_a_command_that_is_killed_is_gone_on_with_when_a_server_starts(
    server: Installation,
) -> None:
    command = [sys.executable, "-m", "goodfaith.cli"]
    file = server.home / "z.csv"
    rows = "".join(f"Z{n:06},K{n},{n % 900}\n" for n in range(ROWS))
    file.write_text(f"保单号,投保人客户号,首期保费（元）\n{rows}", encoding="utf-8")
    words = ("import", str(file), "--kind", "policy", "--source", "core")
    typed = subprocess.Popen(
        [*command, *words], env=server.environment, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    wait_until(lambda: state(server) == "importing" and server.ask(_THERE)[0][0], "some of it")
    typed.kill()
    typed.wait()
    server.start()
    wait_until(lambda: state(server) == "done", "the rest to be taken in")
    assert server.ask(_STATE) == [("done", ROWS, ROWS, 0, 0)]
    assert server.ask(_THERE) == [(ROWS,)]
    assert server.ask(_TOLD) == [(ROWS, ROWS)]
    assert server.ask(_ASIDE) == [(0,)]
