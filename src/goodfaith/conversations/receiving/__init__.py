"""Taking in conversations: once each, every version kept."""

from goodfaith.conversations.receiving.receive import Received, receive

__all__ = ["Received", "receive"]
