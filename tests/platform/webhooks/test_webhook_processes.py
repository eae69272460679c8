"""Real workers: one that is killed with a message in hand, two at once, and a slow receiver."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from embedded_users import DEADLINE_SECONDS, ask, remove, wait_for
from goodfaith.platform.embedded import embedded_postgres
from migrated_home import migrated_home
from webhook_receiver import Request, receiving

SCRIPT = Path(__file__).parent / "webhook_process.py"
COMMAND = (sys.executable, "-m", "goodfaith.cli", "--lang", "en")
LAPSE = "update platform_webhookdelivery set claimed_until = now()"
STATES = "select state, count(*) from platform_webhookdelivery group by state order by state"


@pytest.fixture
def home() -> Iterator[Path]:
    home = migrated_home()
    yield home
    remove(home)


@pytest.fixture
def dsn(home: Path) -> Iterator[str]:
    """The database of the home, running meanwhile."""
    with embedded_postgres(home) as database:
        yield database.dsn("owner")


def environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GOODFAITH_", "DJANGO_"))}
    return kept | {"GOODFAITH_HOME": str(home), "GOODFAITH_MODE": "test"}


@pytest.fixture
def start(home: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []

    def begin(*arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, str(SCRIPT), str(home), *arguments]
        started.append(subprocess.Popen(command, env=environment(home)))
        return started[-1]

    yield begin
    for each in started:
        each.kill()
        each.wait()


def done(process: subprocess.Popen[bytes]) -> int:
    return process.wait(DEADLINE_SECONDS)


def test_who_is_killed_after_sending_sends_it_again_with_the_same_id(home, dsn, start):
    with receiving() as receiver:
        assert done(start("make", "1", receiver.url)) == 0
        assert done(start("die", "1")) == -signal.SIGKILL
        assert len(receiver.taken) == 1
        assert done(start("serve", "1")) == 0
        assert len(receiver.taken) == 1  # the claim has not lapsed
        ask(dsn, LAPSE)
        assert done(start("serve", "1")) == 0
        assert len(receiver.taken) == 2
        assert len(set(receiver.ids)) == 1
        assert {request.body for request in receiver.taken} == {receiver.taken[0].body}
    assert ask(dsn, STATES) == [("delivered", 1)]


def test_two_workers_send_everything_once_and_in_order(home, dsn, start):
    with receiving() as receiver:
        assert done(start("make", "60", receiver.url)) == 0
        both = [start("serve", "1"), start("serve", "1")]
        assert [done(each) for each in both] == [0, 0]
        assert done(start("serve", "1")) == 0  # what one left because the other had it in hand
        numbers = [json.loads(request.body)["data"]["endpoint"] for request in receiver.taken]
    assert sorted(numbers) == list(range(60))
    for thing in range(3):
        of_one = [number for number in numbers if number % 3 == thing]
        assert of_one == sorted(of_one)
    assert ask(dsn, STATES) == [("delivered", 60)]


def test_a_server_delivers_while_others_keep_their_calls_waiting(home, dsn, start):
    """Web, worker and timers as they run; seven answer only when the eighth has everything."""
    had_all, tired = threading.Event(), []

    def slowly(request: Request) -> None:
        tired.append(not had_all.wait(9))
        request.say(200)

    with receiving(slowly) as slow, receiving() as quick:
        assert done(start("make", "20", *[slow.url] * 7, quick.url)) == 0
        served = subprocess.Popen([*COMMAND, "serve", "--port", "0"], env=environment(home),
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        try:
            wait_for(lambda: len(quick.taken) == 20, seconds=60)
            assert tired == []
        finally:
            had_all.set()
            served.terminate()
            served.wait(DEADLINE_SECONDS)
