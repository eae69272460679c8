"""ZIP archives whose list is in order and whose files are not."""

from __future__ import annotations

import io
import zipfile

METHODS = {
    "deflate": zipfile.ZIP_DEFLATED,
    "lzma": zipfile.ZIP_LZMA,
    "bzip2": zipfile.ZIP_BZIP2,
}
_LOCAL_HEADER = 30


def spoilt(name: str, method: str) -> bytes:
    """An archive of one file whose packed bytes are noise, said to be packed in that way."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", METHODS[method]) as made:
        made.writestr(name, bytes(range(256)) * 9)
        (entry,) = made.infolist()
    content = bytearray(written.getvalue())
    begin = _LOCAL_HEADER + len(name.encode())
    content[begin : begin + entry.compress_size] = b"\xff" * entry.compress_size
    return bytes(content)
