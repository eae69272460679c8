"""The published JSON Schema."""

import json
from pathlib import Path

import msgspec

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.schema import conversation_schema

PUBLISHED = Path(__file__).parents[2] / "docs" / "conversation.schema.json"


def test_the_published_schema_is_the_one_in_force():
    assert json.loads(PUBLISHED.read_text("utf-8")) == conversation_schema()


def test_every_member_is_described():
    for definition in conversation_schema()["$defs"].values():
        assert all(member["description"] for member in definition["properties"].values())


def test_the_example_is_a_conversation():
    (example,) = conversation_schema()["examples"]
    assert msgspec.convert(example, Conversation, strict=False).id == "call-0001"
