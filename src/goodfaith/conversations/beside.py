"""What other rooms put beside a conversation that is opened from one of their pages."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from django.http import HttpRequest

from goodfaith.conversations.models import Conversation
from goodfaith.platform.rooms import furniture


class Beside(msgspec.Struct, frozen=True):
    """Where it was opened from: `label` and `address` lead back there.

    `times` is where the page tells how long it was in sight and listened to, by `script`.
    """

    label: str
    address: str
    times: str = ""
    script: str = ""


def beside(request: HttpRequest, conversation: Conversation) -> Beside | None:
    """Of the first room that knows where the viewer comes from; its `beside_conversations`."""
    return next(_found(request, conversation), None)


def _found(request: HttpRequest, conversation: Conversation) -> Iterator[Beside]:
    for _label, module in furniture("beside_conversations"):
        if found := module.beside(request, conversation):
            yield found
