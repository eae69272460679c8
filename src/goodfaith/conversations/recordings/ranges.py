"""A private file by byte ranges, as players ask for it (RFC 9110, section 14)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

BLOCK_BYTES = 256 * 1024
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def ranged(request: HttpRequest, path: Path, media_type: str) -> HttpResponseBase:
    """The file, or the one range of it that is asked for; 416 for one outside of it.

    Of several ranges at once, or of one that is not understood, the whole file is the answer.
    """
    size = path.stat().st_size
    asked = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    start, stop = _bounds(asked, size) if asked and asked[0] != "bytes=-" else (0, size)
    if asked and start >= stop and (size or asked):
        refused = HttpResponse(status=416)
        refused.headers["Content-Range"] = f"bytes */{size}"
        return refused
    is_part = asked is not None and asked[0] != "bytes=-"
    response = StreamingHttpResponse(
        _blocks(path, start, stop), status=206 if is_part else 200, content_type=media_type
    )
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Length"] = str(stop - start)
    response.headers["Cache-Control"] = "private, no-store"
    if is_part:
        response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    return response


def _bounds(asked: re.Match[str], size: int) -> tuple[int, int]:
    """First byte and the one behind the last."""
    first, last = asked[1], asked[2]
    if not first:
        return max(0, size - int(last)), size
    return int(first), min(size, int(last) + 1) if last else size


def _blocks(path: Path, start: int, stop: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        left = stop - start
        while left > 0 and (block := file.read(min(BLOCK_BYTES, left))):
            left -= len(block)
            yield block
