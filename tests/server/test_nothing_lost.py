"""Whoever is killed while conversations come in: each is there once, and read once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pytest

from embedded_users import remove
from installation import Installation, wait_until
from killing import kill_during, what_is_wrong
from migrated_home import migrated_home
from posting import Clients, parcels_of
from preparing import insurer_of

CONVERSATIONS = 400
SEED = 3


@pytest.fixture
def server() -> Iterator[Installation]:
    home = migrated_home()
    one = Installation(home)
    yield one
    one.stop()
    remove(home)


def test_nothing_is_lost_or_doubled_when_processes_are_killed(server: Installation) -> None:
    insurer = insurer_of("tiny", CONVERSATIONS, SEED)
    given = [one.conversation for one in islice(insurer.conversations(), CONVERSATIONS)]
    token = server.run("preparing.py", "tiny", str(CONVERSATIONS), str(SEED))
    server.start()
    clients = Clients(server.port, token, parcels_of(given, 20), number=2)
    clients.start()
    assert len(set(kill_during(server, len(given), 3, SEED))) == 3
    clients.finish()
    wait_until(lambda: server.ask(_READ)[0][0] == len(given), "everything to be read")
    assert what_is_wrong(server, [one.id for one in given]) == []


_READ = "select count(*) from conversations_conversation where state = 'read'"
