"""Which format a file is in, by its content; its name decides only where content cannot."""

from __future__ import annotations

import csv
import re
from pathlib import PurePath
from typing import Any, Final

from goodfaith.analysis.readers.cues import TIMING
from goodfaith.analysis.readers.delimited import SEPARATORS, separator_of
from goodfaith.analysis.readers.encoding import BOM, encoding_of
from goodfaith.analysis.readers.json_document import parse_json
from goodfaith.analysis.readers.options import Format
from goodfaith.analysis.readers.own_documents import looks_like_ours
from goodfaith.analysis.readers.plain import has_speakers
from goodfaith.analysis.readers.report import Unfit
from goodfaith.analysis.readers.spellings import TABLE_MEMBERS, plain

HEAD_BYTES: Final = 256 * 1024
"""As much of a file as `detect` wants to see."""

_BY_SUFFIX: Final[dict[str, Format]] = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".parquet": "parquet",
    ".csv": "csv",
    ".tsv": "csv",
    ".xlsx": "xlsx",
    ".txt": "text",
    ".vtt": "vtt",
    ".srt": "srt",
}
_ZIP: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"
_NAME_AT: Final = 30
_WORKBOOK: Final = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"xl/")
"""Parts with which a workbook begins, whoever wrote it."""
_SRT: Final = re.compile(r"\s{0,20}\d{1,9}\s{0,20}\n")


def detect(head: bytes, name: str) -> Format | None:
    """Return the format of a file that begins with `head`; None when nothing fits.

    Wants the first `HEAD_BYTES` or the whole file.
    """
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(_ZIP):
        return None if is_zip(head, name) else "xlsx"
    by_name = _BY_SUFFIX.get(PurePath(name).suffix.lower())
    encoding = encoding_of(head)
    if encoding is None:
        return by_name
    text = head.removeprefix(BOM).decode(encoding, "replace")
    return _of_text(text, head, by_name) or by_name


def is_zip(head: bytes, name: str) -> bool:
    """Whether a file that begins with `head` is a ZIP archive of files, and no XLSX workbook."""
    if not head.startswith((_ZIP, _EMPTY_ZIP)):
        return False
    first = head[_NAME_AT : _NAME_AT + int.from_bytes(head[26:28], "little")]
    if first.startswith(_WORKBOOK) or name.lower().endswith(".xlsx"):
        return False
    return name.lower().endswith(".zip") or not any(part in head for part in _WORKBOOK)


def _of_text(text: str, head: bytes, by_name: Format | None) -> Format | None:
    start = text.lstrip()[:1]
    if start in {"{", "["} and (found := _of_json(text, head, by_name)):
        return found
    if text.startswith("WEBVTT"):
        return "vtt"
    if _is_srt(text):
        return "srt"
    if _is_table(text):
        return "csv"
    return "text" if by_name not in {"csv", "jsonl", "json"} and has_speakers(text) else None


def _of_json(text: str, head: bytes, by_name: Format | None) -> Format | None:
    from goodfaith.analysis.readers.wecom import looks_like_wecom

    if looks_like_wecom(head):
        return "wecom"
    first = text.strip().partition("\n")[0].strip()
    try:
        document = parse_json(first)
    except Unfit:
        return _of_broken_json(text, first, by_name)
    if isinstance(document, dict):
        return "json" if _is_recognised(document) and not looks_like_ours(document) else "jsonl"
    return "json"


def _is_recognised(document: dict[str, Any]) -> bool:
    from goodfaith.analysis.readers.recognised import recognise

    return recognise(document) is not None


def _of_broken_json(text: str, first: str, by_name: Format | None) -> Format | None:
    """JSON over many lines, a line longer than the head, or a first line that is damaged."""
    if by_name in {"json", "jsonl"}:
        return by_name
    if first.startswith("[") and has_speakers(first):  # [00:12] 客服：…
        return None
    if first.startswith("{") and "\n" in text.strip() and len(first) > 1:
        return "jsonl"
    return "json"


def _is_srt(text: str) -> bool:
    number = _SRT.match(text)
    rest = text[number.end() :] if number else text.lstrip()
    return TIMING.fullmatch(rest.partition("\n")[0].strip()[:500]) is not None


def _is_table(text: str) -> bool:
    """Whether the first line is a heading with a conversation's id and the words said."""
    first = text.lstrip("\r\n").partition("\n")[0]
    if not any(separator in first for separator in SEPARATORS):
        return False
    try:
        header = next(csv.reader([first[:HEAD_BYTES]], delimiter=separator_of(first)), [])
    except csv.Error:
        return False
    found = {TABLE_MEMBERS.get(plain(heading.strip())) for heading in header}
    return {"id", "utterance.text"} <= found
