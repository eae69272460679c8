"""A server over the network: files sent by piece, from where it last stopped."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import msgspec

PIECE_BYTES = 4 << 20
TIMEOUT_SECONDS = 120
_ONGOING = ("waiting", "reading")


class Unreachable(Exception):
    """The server does not answer."""


class ServerRefused(Exception):
    """The server answers that it will not."""

    def __init__(self, status: int, told: str) -> None:
        self.status, self.told = status, told
        super().__init__(f"{status} {told}")


class Remote:
    """The routes of deliveries of one server."""

    def __init__(self, url: str, token: str, wait_seconds: float = 1.0) -> None:
        if urlsplit(url).scheme not in ("http", "https"):
            raise Unreachable("http:// or https:// expected")
        self._base, self._token, self._wait_seconds = url.rstrip("/"), token, wait_seconds

    def hand_in(
        self, path: Path, options: Mapping[str, Any], watch: Callable[[float], None]
    ) -> dict[str, Any]:
        """Send a file and wait until it has been taken in; what became of it."""
        size = path.stat().st_size
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            made = self._under_way(sha256) or self._begin(path.name, size, sha256, options)
            address = f"/deliveries/{made['id']}"
            received = made["received"]
            while made["state"] == "arriving" and received < size:
                file.seek(received)
                piece = file.read(PIECE_BYTES)
                sent = self._ask("PUT", f"{address}/bytes?offset={received}", piece)
                received = sent["received"]
                watch(received / size)
        if made["state"] == "arriving":
            made = self._ask("POST", f"{address}/complete", b"")
        while made["state"] in _ONGOING:
            time.sleep(self._wait_seconds)
            made = self._ask("GET", address)
        return made

    def _under_way(self, sha256: str) -> dict[str, Any] | None:
        found = self._ask("GET", f"/deliveries?sha256={sha256}&limit=1")["items"]
        ongoing = ("arriving", *_ONGOING)
        return found[0] if found and found[0]["state"] in ongoing else None

    def _begin(
        self, name: str, size: int, sha256: str, options: Mapping[str, Any]
    ) -> dict[str, Any]:
        body = {"name": name, "size": size, "sha256": sha256, "options": options}
        return self._ask("POST", "/deliveries", msgspec.json.encode(body), "application/json")

    def _ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        media_type: str = "application/octet-stream",
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": media_type}
        request = Request(  # noqa: S310  (http and https alone, see above)
            f"{self._base}/api/v1{path}", body, headers, method=method
        )
        try:
            with urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
                told: dict[str, Any] = msgspec.json.decode(answer.read())
                return told
        except HTTPError as refused:
            raise ServerRefused(refused.code, _told(refused.read())) from None
        except (URLError, TimeoutError, ConnectionError) as error:
            raise Unreachable(type(error).__name__) from None


def _told(body: bytes) -> str:
    try:
        problem = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return ""
    return str(problem.get("code", "")) if isinstance(problem, dict) else ""
