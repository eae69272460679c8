"""The routes of conversations."""

from goodfaith.conversations.api import (
    correcting,
    deliveries,
    intake,
    looking,
    recordings,
    rereading,
    wecom,
)
from goodfaith.conversations.api.routes import router

__all__ = [
    "correcting",
    "deliveries",
    "intake",
    "looking",
    "recordings",
    "rereading",
    "router",
    "wecom",
]
