"""The translations of all rooms as the one file that gettext reads, made whenever it is stale.

What is translated stands in each room's `locale/zh_Hans/LC_MESSAGES/django.po`. Nothing has to be
compiled by hand and nothing compiled is kept in the source: a start makes the file below the home
folder when a source has changed (formats: GNU gettext manual, "PO Files", "MO Files").
"""

from __future__ import annotations

import ast
import hashlib
import os
import struct
import tempfile
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

LOCALE = "zh_Hans"
_HEADER = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=1; plural=0;\n"
_MAGIC = 0x950412DE
_HEAD = struct.Struct("<7I")

Messages = dict[str, str]
"""What stands for what, as in an MO file: context, EOT, singular, NUL, plural on the left."""


def sources(rooms: Sequence[str]) -> list[Path]:
    """The catalogues that the rooms have, in their order."""
    found = []
    for room in rooms:
        spec = find_spec(room)
        for place in (spec.submodule_search_locations or []) if spec else []:
            path = Path(place) / "locale" / LOCALE / "LC_MESSAGES" / "django.po"
            found += [path] if path.is_file() else []
    return found


def refresh(rooms: Sequence[str], folder: Path) -> Path:
    """Make the file below `folder` unless it is made of these very sources; where it is."""
    texts = [path.read_text("utf-8") for path in sources(rooms)]
    digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()
    target = folder / LOCALE / "LC_MESSAGES" / "django.mo"
    stamp = target.with_suffix(".made-of")
    if target.is_file() and stamp.is_file() and stamp.read_text("ascii") == digest:
        return target
    messages: Messages = {}
    for text in reversed(texts):  # an earlier room decides
        messages |= read_po(text)
    target.parent.mkdir(parents=True, exist_ok=True)
    _replace(target, write_mo(messages))
    _replace(stamp, digest.encode())
    return target


def _replace(path: Path, content: bytes) -> None:
    """Whole or not at all: several processes start at once."""
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    Path(name).replace(path)


def read_po(text: str) -> Messages:
    """What is translated; entries without a translation and fuzzy ones are not."""
    return {key: value for key, value, is_fuzzy in _entries(text) if value and not is_fuzzy and key}


def _entries(text: str) -> Iterator[tuple[str, str, bool]]:
    for block in text.replace("\r\n", "\n").split("\n\n"):
        fields = _fields(block)
        if "msgid" not in fields:
            continue
        key = fields["msgid"]
        if "msgid_plural" in fields:
            key += "\0" + fields["msgid_plural"]
        if "msgctxt" in fields:
            key = fields["msgctxt"] + "\x04" + key
        forms = [value for name, value in sorted(fields.items()) if name.startswith("msgstr")]
        is_fuzzy = any(line.startswith("#,") and "fuzzy" in line for line in block.splitlines())
        yield key, "\0".join(forms), is_fuzzy


def _fields(block: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in block.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith('"'):
            name, _, line = line.partition(" ")
        fields[name] = fields.get(name, "") + ast.literal_eval(line.strip())
    return fields


def write_mo(messages: Messages) -> bytes:
    """The bytes of an MO file, its strings in order as the format asks."""
    pairs = sorted({"": _HEADER, **messages}.items())
    keys, values = ([part.encode() for part in column] for column in zip(*pairs, strict=True))
    count = len(pairs)
    start = _HEAD.size + 16 * count
    tables, body = [], b""
    for strings in (keys, values):
        for text in strings:
            tables.append(struct.pack("<2I", len(text), start + len(body)))
            body += text + b"\0"
    head = _HEAD.pack(_MAGIC, 0, count, _HEAD.size, _HEAD.size + 8 * count, 0, 0)
    return head + b"".join(tables) + body
