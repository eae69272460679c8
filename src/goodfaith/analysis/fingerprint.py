"""Hashes that make a verdict replayable: BLAKE2b over canonical forms, 32 hexadecimal digits."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import msgspec

from goodfaith.analysis.conversation import Conversation

_ENCODER = msgspec.msgpack.Encoder(order="deterministic")
_JSON = msgspec.json.Encoder(order="deterministic")


def hash_of_bytes(*parts: bytes) -> str:
    """Hash parts so that moving a boundary changes the hash."""
    digest = blake2b(digest_size=16)
    for part in parts:
        digest.update(len(part).to_bytes(8, "little"))
        digest.update(part)
    return digest.hexdigest()


def hash_of_texts(texts: Iterable[str]) -> str:
    return hash_of_bytes(*(text.encode("utf-8", "surrogatepass") for text in texts))


def hash_of_content(content: object) -> str:
    """Hash plain data (mappings, lists, scalars, dates); the order of keys does not matter."""
    return hash_of_bytes(_JSON.encode(content))


def transcript_hash(conversation: Conversation) -> str:
    """Hash everything a conversation says and when; not the business facts linked to it."""
    return hash_of_bytes(
        _ENCODER.encode(
            (
                conversation.id,
                conversation.channel,
                conversation.started_at,
                conversation.speakers,
                conversation.participants,
                conversation.utterances,
                conversation.gaps,
            )
        )
    )
