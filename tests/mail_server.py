"""A server that takes mail (RFC 5321, AUTH PLAIN after RFC 4954) and keeps what it was given."""

from __future__ import annotations

import base64
import socketserver
import threading
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

USER, PASSWORD = "goodfaith@insurer.example", "p@ss: word/100%"


class MailServer:
    """At `port` until it is closed. `refuses(recipient)` says whom it does not take mail for."""

    def __init__(self, *, asks_who: bool = False, port: int = 0) -> None:
        self.asks_who = asks_who
        self.raw: list[bytes] = []
        self.envelopes: list[tuple[str, str]] = []
        self.connections = 0
        self.refuses: Callable[[str], bool] = lambda recipient: False
        socketserver.ThreadingTCPServer.allow_reuse_address = True
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", port), _Session)
        self._server.daemon_threads = True
        self._server.kept = self  # type: ignore[attr-defined]
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def messages(self) -> list[EmailMessage]:
        return [
            cast("EmailMessage", message_from_bytes(raw, policy=policy.default)) for raw in self.raw
        ]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.kept: MailServer = self.server.kept  # type: ignore[attr-defined]
        self.kept.connections += 1
        self.sender, self.recipient, self.is_known = "", "", not self.kept.asks_who
        self.say("220 mail.insurer.example")
        while line := self.rfile.readline():
            verb, _space, rest = line.decode().strip().partition(" ")
            getattr(self, f"on_{verb.lower()}", self.on_unknown)(rest)
            if verb.upper() == "QUIT":
                return

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def on_unknown(self, rest: str) -> None:
        self.say("502 no such command")

    def on_ehlo(self, rest: str) -> None:
        self.say("250-mail.insurer.example")
        self.say("250 AUTH PLAIN" if self.kept.asks_who else "250 SIZE 20000000")

    def on_auth(self, rest: str) -> None:
        _kind, _space, given = rest.partition(" ")
        _for, user, password = base64.b64decode(given).decode().split("\0")
        self.is_known = (user, password) == (USER, PASSWORD)
        self.say("235 welcome" if self.is_known else "535 who are you")

    def on_mail(self, rest: str) -> None:
        self.sender = rest.partition("<")[2].partition(">")[0]
        self.say("250 ok" if self.is_known else "530 who are you")

    def on_rcpt(self, rest: str) -> None:
        self.recipient = rest.partition("<")[2].partition(">")[0]
        self.say("550 nobody here" if self.kept.refuses(self.recipient) else "250 ok")

    def on_data(self, rest: str) -> None:
        self.say("354 go on")
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            assert line.endswith(b"\r\n"), "a line of SMTP ends with CRLF"
            lines.append(line[1:] if line.startswith(b".") else line)
        self.kept.envelopes.append((self.sender, self.recipient))
        self.kept.raw.append(b"".join(lines))
        self.say("250 taken")

    def on_rset(self, rest: str) -> None:
        self.say("250 ok")

    def on_quit(self, rest: str) -> None:
        self.say("221 bye")
