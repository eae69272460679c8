"""Reading conversations: by the rulebook in force on their day, every reading kept."""

from goodfaith.conversations.reading.difference import Difference, difference
from goodfaith.conversations.reading.editions import edition_on, publish_edition, rulebook_of
from goodfaith.conversations.reading.read import read_conversations

__all__ = [
    "Difference",
    "difference",
    "edition_on",
    "publish_edition",
    "read_conversations",
    "rulebook_of",
]
