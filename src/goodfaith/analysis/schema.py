"""The JSON Schema of a conversation, for people who write files that Goodfaith reads."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from goodfaith.analysis.conversation import Conversation

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_DESCRIPTIONS: Final[dict[str, dict[str, str]]] = {
    "Conversation": {
        "id": "The source's own id. The same id again is the same conversation.",
        "utterances": "What was said, in order.",
        "participants": "Who took part, each in one role; there may be more than two.",
        "channel": "How people spoke.",
        "direction": "Who called: inbound is the customer.",
        "purpose": "What the conversation was held for.",
        "result": "How it ended.",
        "started_at": "ISO 8601. Without an offset it is read in the zone of --timezone.",
        "duration": "Seconds.",
        "customer": "Id of the customer.",
        "adviser": "Id of the adviser.",
        "team": "Id of the adviser's team.",
        "applications": "Ids of the applications that were spoken of.",
        "policies": "Ids of the policies that were spoken of.",
        "speakers": "How the speakers are known: stated by the source, by audio channel, by "
        "diarisation of a mono recording (which may swap them), or not at all.",
        "fields": "Business facts by their names in the field dictionary (`goodfaith fields`). "
        "What is not known is left out.",
        "gaps": "Parts of the recording that are known to be missing.",
    },
    "Utterance": {
        "text": "Verbatim. Evidence is quoted from it by code points.",
        "participant": "Id of a participant; null or left out when nobody knows who spoke.",
        "start": "Seconds from the start of the conversation.",
        "end": "Seconds from the start of the conversation, not before start.",
        "confidence": "The recogniser's, 0 to 1.",
        "confidences": "The recogniser's, one number for each code point of the text.",
        "sent_at": "When a message was sent.",
        "recalled_at": "When a message was recalled. Its text stays.",
        "attachments": "What was sent along.",
    },
    "Participant": {
        "id": "Unique within the conversation.",
        "role": "unknown when nobody knows.",
        "name": "Only if the source gives one.",
        "joined": "Seconds from the start; left out: from the beginning.",
        "left": "Seconds from the start; left out: to the end.",
    },
    "Attachment": {
        "kind": "What it is.",
        "name": "File name or title.",
        "sha256": "Hash of its bytes, lower-case hexadecimal.",
        "url": "Where a link leads.",
        "size": "Bytes.",
    },
    "Gap": {
        "start": "Seconds from the start of the conversation.",
        "end": "Seconds; left out: to the end.",
        "reason": "Why it is missing.",
    },
}

_EXAMPLE: Final = {
    "id": "call-0001",
    "channel": "phone",
    "direction": "outbound",
    "purpose": "sales",
    "started_at": "2026-03-08T14:30:00+08:00",
    "duration": 7.2,
    "adviser": "A1024",
    "customer": "C2048",
    "participants": [
        {"id": "a", "role": "adviser"},
        {"id": "c", "role": "customer"},
    ],
    "utterances": [
        {"participant": "c", "text": "这个是保本的吗？", "start": 0.4, "end": 2.1},
        {"participant": "a", "text": "不保本，分红是不确定的。", "start": 2.5, "end": 7.2},
    ],
    "fields": {"product.type": "participating"},
}


def conversation_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of one conversation, one line of our JSON Lines."""
    (schema,), definitions = msgspec.json.schema_components(
        [Conversation], ref_template="#/$defs/{name}"
    )
    for name, definition in definitions.items():
        _describe(definition, _DESCRIPTIONS[name])
    schema = {
        "$schema": DIALECT,
        **schema,
        "title": "Goodfaith conversation",
        "description": "One call, chat session or meeting: one line of a JSON Lines file.",
        "examples": [_EXAMPLE],
        "$defs": definitions,
    }
    # Through JSON, so that what is returned is what a file of it holds: lists, no tuples.
    return msgspec.json.decode(msgspec.json.encode(schema), type=dict[str, Any])


def _describe(definition: dict[str, Any], descriptions: dict[str, str]) -> None:
    # The docstring speaks to those who program; the members' descriptions to those who write files.
    definition.pop("description", None)
    for name, member in definition["properties"].items():
        member["description"] = descriptions[name]
