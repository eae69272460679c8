"""The routes of conversations."""

from goodfaith.conversations.api import (
    correcting,
    deliveries,
    differences,
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
    "differences",
    "intake",
    "looking",
    "recordings",
    "rereading",
    "router",
    "wecom",
]
