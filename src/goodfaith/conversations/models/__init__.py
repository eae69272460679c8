"""State of what was said, and of what was read in it."""

from goodfaith.conversations.models.conversation import Conversation, Revision
from goodfaith.conversations.models.intake import Delivery, DeliveryProblem, WecomMessage
from goodfaith.conversations.models.reading import (
    EditionReturn,
    Reading,
    Rereading,
    RereadingChange,
    RulebookEdition,
    Touched,
)
from goodfaith.conversations.models.recording import Recording
from goodfaith.conversations.models.search import SearchText

__all__ = [
    "Conversation",
    "Delivery",
    "DeliveryProblem",
    "EditionReturn",
    "Reading",
    "Recording",
    "Rereading",
    "RereadingChange",
    "Revision",
    "RulebookEdition",
    "SearchText",
    "Touched",
    "WecomMessage",
]
