"""One POST to an address that was checked: bounded in time and size, without redirects.

A name is resolved once; what is connected to is one of the addresses that came of it, so a name
that stands for something else a moment later leads nowhere.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Mapping
from datetime import timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urlsplit

import msgspec
from django.utils import timezone

from goodfaith.platform.webhooks.addresses import Reach

TIMEOUT_SECONDS = 10.0
ANSWER_BYTES = 500
_PORTS = {"http": 80, "https": 443}
_DAY_SECONDS = 86_400


class Answer(msgspec.Struct, frozen=True):
    """What came of a call: a `status`, or a `failure` where there was none.

    `failure` is a code: `out_of_bounds`, `no_such_name`, `no_connection`, `certificate`,
    `timeout`, `no_answer`. `text` is the beginning of the body; `again_after` is what the receiver
    asked for.
    """

    status: int | None
    milliseconds: int
    text: str = ""
    failure: str = ""
    again_after: timedelta | None = None

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class Unreached(Exception):
    """Nothing was sent, or no answer came; carries the code of why."""


def call(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    reach: Reach,
    timeout: float = TIMEOUT_SECONDS,
) -> Answer:
    """POST `body` and read the beginning of the answer; all of it takes `timeout` seconds at most.

    Raises nothing: what went wrong is in the answer.
    """
    began = time.monotonic()
    line = _Line(url, reach, timeout)
    try:
        response, start = line.post(body, headers)
    except Unreached as unreached:
        return Answer(None, _since(began), failure=str(unreached))
    finally:
        line.close()
    text = start.decode("utf-8", "replace").replace("\x00", "\ufffd")
    return Answer(
        response.status,
        _since(began),
        text=text,
        again_after=asked_wait(response.headers.get("Retry-After", "")),
    )


def asked_wait(text: str) -> timedelta | None:
    """What `Retry-After` (RFC 9110, 10.2.3) asks for: seconds or a date; None for anything else."""
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), _DAY_SECONDS))
    try:
        wait = parsedate_to_datetime(text) - timezone.now()
    except (ValueError, TypeError):
        return None
    return max(min(wait, timedelta(days=1)), timedelta())


class _Line:
    """A connection that is cut when its time is over, however slowly the other side speaks."""

    def __init__(self, url: str, reach: Reach, timeout: float) -> None:
        parts = urlsplit(url)
        self._host, self._scheme = parts.hostname or "", parts.scheme
        self._port = parts.port or _PORTS[parts.scheme]
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._reach = reach
        self._until = time.monotonic() + timeout
        self._socket: socket.socket | None = None
        self._was_cut = threading.Event()
        self._timer = threading.Timer(timeout, self._cut)
        self._timer.daemon = True

    def post(self, body: bytes, headers: Mapping[str, str]) -> tuple[HTTPResponse, bytes]:
        """The answer and the beginning of its body. Raises `Unreached`."""
        self._timer.start()
        connection = HTTPConnection(self._host, self._port)
        connection.default_port = _PORTS[self._scheme]
        connection.sock = self._connected(self._resolved())
        try:
            connection.request("POST", self._path, body, dict(headers))
            response = connection.getresponse()
        except (OSError, HTTPException, ValueError):
            raise self._unreached("no_answer") from None
        if self._was_cut.is_set():  # headers that were cut look like headers that ended
            raise Unreached("timeout")
        return response, self._beginning(response)

    def close(self) -> None:
        self._timer.cancel()
        if self._socket is not None:
            self._socket.close()

    def _beginning(self, response: HTTPResponse) -> bytes:
        """Whoever has given a status has answered; how the body ends is their business."""
        start = b""
        try:
            while len(start) < ANSWER_BYTES and (piece := response.read1(ANSWER_BYTES)):
                start += piece
        except (OSError, HTTPException, ValueError):
            pass
        return start[:ANSWER_BYTES]

    def _resolved(self) -> list[tuple[int, str]]:
        """Family and address, all of them allowed. Raises `Unreached`."""
        found = _resolve(self._host, self._port, self._left())
        if not found:
            raise self._unreached("no_such_name")
        if not all(self._reach.allows(address) for _, address in found):
            raise Unreached("out_of_bounds")
        return found

    def _connected(self, addresses: list[tuple[int, str]]) -> socket.socket:
        """To the first that takes the call. Raises `Unreached`."""
        for family, address in addresses:
            self._socket = socket.socket(family, socket.SOCK_STREAM)
            self._socket.settimeout(self._left())
            try:
                self._socket.connect((address, self._port))
                return self._secured(self._socket) if self._scheme == "https" else self._socket
            except ssl.SSLCertVerificationError:
                raise Unreached("certificate") from None
            except OSError:
                self._socket.close()
        raise self._unreached("no_connection")

    def _secured(self, plain: socket.socket) -> socket.socket:
        context = ssl.create_default_context()
        secured = context.wrap_socket(
            plain, server_hostname=self._host, do_handshake_on_connect=False
        )
        self._socket = secured
        secured.do_handshake()
        return secured

    def _left(self) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise Unreached("timeout")
        return left

    def _unreached(self, code: str) -> Unreached:
        is_late = self._was_cut.is_set() or time.monotonic() >= self._until
        return Unreached("timeout" if is_late else code)

    def _cut(self) -> None:
        self._was_cut.set()
        if self._socket is not None:
            try:  # below TLS, which would wait for the other side
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
            except OSError:
                return


def _resolve(host: str, port: int, seconds: float) -> list[tuple[int, str]]:
    """What a name stands for; empty when nothing, or not in time.

    In a thread of its own, which is left behind: the system's resolver knows no time limit.
    """
    found: list[tuple[int, str]] = []

    def ask() -> None:
        try:
            told = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        found.extend((family, str(where[0])) for family, _, _, _, where in told)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(seconds)
    return list(dict.fromkeys(found)) if not asking.is_alive() else []


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
