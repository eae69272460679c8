"""The bytes of an import: ours are removed when it is over, what lies elsewhere stays there."""

from __future__ import annotations

from pathlib import Path

from goodfaith.platform.arriving.storing import path_of
from goodfaith.policies.models import FactImport


def remove_file(of: FactImport) -> None:
    """An absolute path is of a file that somebody else keeps."""
    if of.path and not Path(of.path).is_absolute():
        path_of(of).unlink(missing_ok=True)
