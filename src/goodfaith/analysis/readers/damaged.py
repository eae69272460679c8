"""What a file raises that is not whole, or not what it says it is."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from typing import Final

DAMAGED_ZIP: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    ValueError,  # a name in no encoding, a place before the beginning
    OverflowError,  # a place that no file reaches
    NotImplementedError,  # a way of packing that is not known here
)
"""Whatever a ZIP archive may raise while its list or a file in it is read from memory.

From a disk it is `OSError`, too, which may mean that a full disk took nothing.
"""

UNREADABLE: Final = (OSError, EOFError, zlib.error)
"""What a file on a disk may raise that is read, and unpacked where gzip has packed it."""
