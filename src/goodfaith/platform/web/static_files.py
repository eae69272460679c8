"""Static files by WhiteNoise, in a shape that ASGI sends without gathering it first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]
    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> HttpResponse:
        """Answer with the whole file: they are small, and Django would warn about an open one."""
        found = static_file.get_response(request.method, request.META)
        with found.file or _Nothing() as file:
            answer = HttpResponse(file.read(), status=int(found.status))
        del answer.headers["Content-Type"]
        for name, value in found.headers:
            answer.headers[name] = value
        return answer


class _Nothing:
    """What there is to read for HEAD and for what has not changed."""

    def __enter__(self) -> _Nothing:
        return self

    def __exit__(self, *_: object) -> None: ...

    def read(self) -> bytes:
        return b""
