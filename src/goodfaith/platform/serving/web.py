"""The web process: uvicorn around Django, on a socket that may be shared with others."""

from __future__ import annotations

import socket
from collections.abc import Generator
from contextlib import contextmanager

import uvicorn

from goodfaith.platform.configuration import Configuration
from goodfaith.platform.serving.leaving import LEAVING_SECONDS, Leaving, watch_supervisor


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """None: uvicorn raises them again at the end, and what comes after it would not happen."""
        yield


def serve_web(configuration: Configuration, listener: socket.socket, supervised: bool) -> int:
    """Answer requests until it is time to leave; those in hand are answered first."""
    server = _Server(
        uvicorn.Config(
            "goodfaith.platform.asgi:application",
            loop="uvloop",
            http="httptools",
            ws="none",
            lifespan="off",
            log_config=None,  # Django's settings have configured it
            access_log=False,  # our own has ids, and no words that somebody searched for
            server_header=False,
            proxy_headers=configuration.behind_proxy,
            forwarded_allow_ips=list(configuration.proxies),
            timeout_graceful_shutdown=int(LEAVING_SECONDS),
        )
    )

    def leave() -> None:
        server.should_exit = True

    leaving = Leaving(leave)
    if supervised:
        watch_supervisor(leaving)
    server.run(sockets=[listener])
    return 0
