"""A receiver on this machine that answers as it is told."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answering = Callable[["Request"], None]


class Request(BaseHTTPRequestHandler):
    """What came in; `headers`, `body` and `path` are kept in the receiver's `taken`."""

    body: bytes
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append(self)  # type: ignore[attr-defined]
        answers = self.server.answers  # type: ignore[attr-defined]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        self.close_connection = True
        if callable(answer):
            answer(self)
        else:
            self.say(answer)

    def say(self, status: int, text: str = "ok", **headers: str) -> None:
        body = text.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Nothing."""


class Receiver(ThreadingHTTPServer):
    """Gives its `answers` one after the other, the last for ever: a status or a function."""

    daemon_threads = True
    taken: list[Request]
    answers: list[int | Answering]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hooks"

    @property
    def ids(self) -> list[str]:
        return [request.headers["webhook-id"] for request in self.taken]

    def handle_error(self, *args: Any) -> None:
        """Whoever hangs up in the middle is what is tried here."""


@contextmanager
def receiving(
    *answers: int | Answering, secured_by: ssl.SSLContext | None = None
) -> Iterator[Receiver]:
    server = Receiver(("127.0.0.1", 0), Request)
    if secured_by is not None:
        server.socket = secured_by.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    server.taken, server.answers = [], list(answers) or [200]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
