"""What an archive does not say itself: who works here, who inherited whom, where to cut."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from goodfaith.analysis.conversation import Role


class Inheritance(msgspec.Struct, frozen=True):
    """A customer handed over by somebody who left. A naive `at` is local time."""

    customer: str
    from_adviser: str
    to_adviser: str
    at: datetime


class BusinessEvent(msgspec.Struct, frozen=True):
    """A moment at which a session ends and another begins; no `customer`: for everybody."""

    at: datetime
    customer: str = ""


class WecomOptions(msgspec.Struct, frozen=True):
    """How an archive is read.

    A session ends at a silence longer than `silence_seconds`, at a change of the local day with a
    silence longer than `night_silence_seconds`, and at a business event. `roles` gives the role of
    a user id: who is listed with a role of the company's side works here whatever the id looks
    like. Chats between colleagues alone are left out unless `internal_chats`.
    """

    silence_seconds: float = 6 * 3600.0
    night_silence_seconds: float = 30 * 60.0
    roles: dict[str, Role] = {}
    names: dict[str, str] = {}
    inherited: tuple[Inheritance, ...] = ()
    events: tuple[BusinessEvent, ...] = ()
    internal_chats: bool = False


DEFAULT_WECOM: Final = WecomOptions()
