"""A toast that takes back what was just done: a sentence with a button."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

_MARK = "undo:"


def offer_undo(request: HttpRequest, sentence: str, address: str) -> None:
    """Say on the next page what was done; its button POSTs to `address`, which takes it back."""
    messages.success(request, sentence, extra_tags=f"{_MARK}{address}")


def undo_address(message: Message) -> str:
    """Where the button of a message leads; empty for one without."""
    tags = message.extra_tags or ""
    return tags.removeprefix(_MARK) if tags.startswith(_MARK) else ""
