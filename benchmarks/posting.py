"""Sources that hand in conversations: several at once, by batches, again after every failure."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from itertools import islice
from queue import Empty, SimpleQueue

import msgspec

from goodfaith.analysis import Conversation

BATCH = 200
_AGAIN_SECONDS = 0.3


class Parcel(msgspec.Struct, frozen=True):
    """The body of one request, and the key that stays the same however often it is sent."""

    key: str
    body: bytes
    count: int


def parcels_of(conversations: Sequence[Conversation], batch: int = BATCH) -> list[Parcel]:
    """Encoded before the clock runs."""
    rest = iter(conversations)
    found = []
    while some := list(islice(rest, batch)):
        found.append(Parcel(f"parcel-{batch}-{some[0].id}", msgspec.json.encode(some), len(some)))
    return found


class Clients:
    """`number` clients that share parcels; each takes the next when its last was accepted."""

    def __init__(self, port: int, token: str, parcels: Sequence[Parcel], number: int) -> None:
        self.port = port
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.refused: list[int] = []
        self.again = 0
        self._parcels: SimpleQueue[Parcel] = SimpleQueue()
        for parcel in parcels:
            self._parcels.put(parcel)
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(number)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        """Wait until every parcel was accepted. Raises `RuntimeError` when one was refused."""
        for thread in self._threads:
            thread.join()
        if self.refused:
            raise RuntimeError(f"refused with {self.refused}")

    def _work(self) -> None:
        with closing(self._connection()) as connection:
            while not self.refused:
                try:
                    parcel = self._parcels.get_nowait()
                except Empty:
                    return
                self._hand_in(connection, parcel)

    def _hand_in(self, connection: http.client.HTTPConnection, parcel: Parcel) -> None:
        while (status := self._send(connection, parcel)) != http.client.ACCEPTED:
            if 400 <= status < 500:
                self.refused.append(status)
                return
            self.again += 1
            connection.close()  # the next request opens it again
            time.sleep(_AGAIN_SECONDS)

    def _send(self, connection: http.client.HTTPConnection, parcel: Parcel) -> int:
        """The status; 0 when nobody answered."""
        try:
            connection.request(
                "POST",
                "/api/v1/conversations?source=bench",
                parcel.body,
                self.headers | {"Idempotency-Key": parcel.key},
            )
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return 0
        return answer.status

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
