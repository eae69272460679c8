"""One call: how it can go wrong, and where it must not go."""

from __future__ import annotations

import socket
import threading
import time
from datetime import timedelta
from email.utils import format_datetime

import pytest
from django.utils import timezone

from goodfaith.platform.webhooks.addresses import _LOOPBACK, Reach
from goodfaith.platform.webhooks.calling import ANSWER_BYTES, asked_wait, call
from webhook_receiver import Request, receiving

HERE = Reach(may_be_plain=True, networks=_LOOPBACK)
PUBLIC = Reach(may_be_plain=True)


def asked(url: str, reach: Reach = HERE, timeout: float = 5.0):
    return call(url, b"{}", {"Content-Type": "application/json"}, reach, timeout)


def test_what_is_taken_comes_back_with_its_status_and_the_beginning_of_the_answer():
    with receiving(lambda request: request.say(202, "好" * 1_000)) as receiver:
        answer = asked(receiver.url + "?a=b")
    (request,) = receiver.taken
    assert (answer.status, answer.is_taken, request.path, request.body) == (
        202, True, "/hooks?a=b", b"{}",
    )  # fmt: skip
    assert answer.text.encode("utf-8", "replace").decode().startswith("好" * 100)
    assert len(answer.text) <= ANSWER_BYTES


def test_a_redirect_is_not_followed():
    with receiving() as elsewhere, receiving() as receiver:
        receiver.answers = [lambda request: request.say(307, Location=elsewhere.url)]
        answer = asked(receiver.url)
        assert (answer.status, answer.is_taken, elsewhere.taken) == (307, False, [])


def drip(request: Request) -> None:
    """A byte at a time, each within any time limit for one read."""
    for _ in range(100):
        request.wfile.write(b"H")
        request.wfile.flush()
        time.sleep(0.05)


def drip_headers(request: Request) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(100):
        request.wfile.write(f"X-{number}: y\r\n".encode())
        time.sleep(0.05)


@pytest.mark.parametrize("answering", [drip, drip_headers, lambda _: time.sleep(1.5)])
def test_a_call_ends_in_time_however_slowly_it_is_answered(answering):
    with receiving(answering) as receiver:
        began = time.monotonic()
        answer = asked(receiver.url, timeout=0.5)
        assert time.monotonic() - began < 1.4
    assert (answer.status, answer.failure) == (None, "timeout")


def test_who_gives_a_status_and_then_drips_has_answered():
    def answering(request: Request) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "1000")
        request.end_headers()
        drip(request)

    with receiving(answering) as receiver:
        assert asked(receiver.url, timeout=0.5).is_taken


def test_a_connection_that_ends_is_told():
    with receiving(lambda request: request.connection.close()) as receiver:
        assert asked(receiver.url).failure == "no_answer"


def test_what_is_no_http_is_told():
    with receiving(lambda request: request.wfile.write(b"\x00\xff nonsense\r\n\r\n")) as receiver:
        assert asked(receiver.url).failure == "no_answer"


def test_nobody_at_the_door_is_told():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert asked(f"http://127.0.0.1:{port}/").failure == "no_connection"
    assert asked("http://nobody.invalid/").failure == "no_such_name"


def test_a_certificate_that_nobody_vouches_for_is_refused(certified):
    assert asked(certified.url).failure == "certificate"


def test_a_certificate_that_somebody_vouches_for_is_taken(certified, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certified.file))
    assert asked(certified.url).is_taken
    assert asked(certified.url.replace("localhost", "127.0.0.1")).failure == "certificate"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::ffff:127.0.0.1]",
             "[::1]", "localhost", "0"],
)  # fmt: skip
def test_no_way_to_write_this_machine_leads_to_it(host: str):
    with receiving() as receiver:
        answer = asked(f"http://{host}:{receiver.server_port}/", PUBLIC)
        assert (answer.failure, receiver.taken) == ("out_of_bounds", [])


def test_a_name_is_resolved_once_so_it_cannot_become_another(monkeypatch):
    """First a public address, then this machine: what was checked is what is connected to."""
    told = iter([[("93.184.216.34", 80)], [("127.0.0.1", 80)]])
    connected = []

    def resolve(*args, **more):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", where) for where in next(told)]

    def connect(self, address):
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket.socket, "connect", connect)
    assert asked("http://rebinding.example/", PUBLIC).failure == "no_connection"
    assert connected == ["93.184.216.34"]


def test_a_name_with_a_private_address_among_public_ones_is_out_of_bounds(monkeypatch):
    both = [("93.184.216.34", 80), ("10.0.0.1", 80)]
    monkeypatch.setattr(
        socket, "getaddrinfo",
        lambda *a, **k: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", where) for where in both],
    )  # fmt: skip
    assert asked("http://mixed.example/", PUBLIC).failure == "out_of_bounds"


def test_a_resolver_that_hangs_holds_nobody_up(monkeypatch):
    released = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: released.wait(5) and [])
    answer = asked("http://slow.example/", timeout=0.3)
    released.set()
    assert (answer.failure, answer.milliseconds < 1_500) == ("timeout", True)


def test_retry_after_is_seconds_or_a_date():
    in_an_hour = format_datetime(timezone.now() + timedelta(hours=1), usegmt=False)
    assert asked_wait("120") == timedelta(minutes=2)
    assert asked_wait("9" * 40) == timedelta(days=1)
    assert timedelta(minutes=59) < asked_wait(in_an_hour) <= timedelta(hours=1)
    assert asked_wait("soon") is asked_wait("") is None
    assert asked_wait("Fri, 31 Dec 1999 23:59:59 GMT") == timedelta()
