"""The files of a rulebook in a ZIP, as they are kept."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

_SAME_MOMENT = (1980, 1, 1, 0, 0, 0)  # the earliest a ZIP knows: the same files, the same bytes


def packed(files: Mapping[str, str]) -> bytes:
    """A ZIP of the files, by relative path: the same bytes for the same files."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _SAME_MOMENT), files[name].encode())
    return written.getvalue()


def unpacked(archive: bytes) -> dict[str, str]:
    """The files of an archive of ours."""
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}
