"""Messages of the WeCom archive as they arrive, and the conversations made of them."""

from goodfaith.conversations.wecom.receiving import MessagesReceived, receive_messages

__all__ = ["MessagesReceived", "receive_messages"]
