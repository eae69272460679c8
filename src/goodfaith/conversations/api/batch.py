"""A batch of conversations out of the body of a request: all of it sound, or every problem."""

from __future__ import annotations

from collections import Counter

import msgspec
from django.conf import settings
from django.http import HttpRequest

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.problems import Problem, describe
from goodfaith.analysis.readers.json_document import parse_json
from goodfaith.analysis.readers.loose_conversation import conversation_from
from goodfaith.analysis.readers.options import ReadOptions
from goodfaith.analysis.readers.report import Report
from goodfaith.analysis.readers.soundness import is_sound
from goodfaith.platform.routing import Problem as Refusal
from goodfaith.trust.api_values import MEGABYTE, body_of, error_of, invalid

MOST_CONVERSATIONS = 1_000
LARGEST_BATCH = 64 * MEGABYTE
_STRICT = msgspec.json.Decoder(list[Conversation] | Conversation)
_PARTS = msgspec.json.Decoder(list[msgspec.Raw])


def batch_of(request: HttpRequest) -> list[Conversation]:
    """One conversation or a list of up to 1,000. Raises a 422 with every problem of every one.

    Decoded straight into values where the body is as described; else each part the slow way, by
    which files are read, too.
    """
    body = body_of(request, LARGEST_BATCH)
    try:
        found = _STRICT.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _loosely(body)
    batch = found if isinstance(found, list) else [found]
    _check_count(len(batch))
    # JSON writes control characters as escapes: without one the texts can be stored as they are.
    plain = b"\\" not in body and b"\x7f" not in body
    if all(is_sound(conversation, texts_storable=plain) for conversation in batch):
        return batch
    return _loosely(body)


def _check_count(count: int) -> None:
    if not 1 <= count <= MOST_CONVERSATIONS:
        expected = f"1 to {MOST_CONVERSATIONS:,} conversations"
        raise invalid([Problem("too_many", "body", "", "", f"{count:,}", expected)])


def _loosely(body: bytes) -> list[Conversation]:
    try:
        parts = [bytes(part) for part in _PARTS.decode(body)]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        parts = [body]
    _check_count(len(parts))
    options = ReadOptions(timezone=settings.TIME_ZONE)
    errors, found = [], []
    for index, part in enumerate(parts):
        report = Report("body")
        conversation = _conversation(part, report, options)
        errors += [error_of(one, index) for one in report.problems]
        if conversation is not None:
            found.append(conversation)
    if errors:
        raise Refusal(422, "invalid", errors=errors)
    return found


def _conversation(part: bytes, report: Report, options: ReadOptions) -> Conversation | None:
    record = report.take("", parse_json, part)
    if not isinstance(record, dict):
        if not report.problems:
            report.add("", describe(record), "a JSON object: one conversation", "json_invalid")
        return None
    ignored: Counter[str] = Counter()
    conversation = conversation_from(record, report, options, ignored)
    for name in sorted(ignored):
        report.add(name[:40], "unknown", "a member of a conversation", "field_unknown")
    return conversation
