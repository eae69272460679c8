"""Reading conversations: by the rulebook in force on their day, every reading kept."""

from goodfaith.conversations.reading.difference import Difference, difference
from goodfaith.conversations.reading.editions import edition_on, publish_edition, rulebook_of
from goodfaith.conversations.reading.read import read_conversations
from goodfaith.conversations.reading.rereading import NotSo, change_state, start_rereading

__all__ = [
    "Difference",
    "NotSo",
    "change_state",
    "difference",
    "edition_on",
    "publish_edition",
    "read_conversations",
    "rulebook_of",
    "start_rereading",
]
