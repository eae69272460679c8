"""Moving in: only where nobody lives yet, and facts before what is read with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from goodfaith.demo.insurer import moving
from goodfaith.demo.insurer.state import Moved, read_state
from goodfaith.demo.simulator import Insurer
from goodfaith.trust.ledger import SYSTEM
from small_insurer import establish

pytestmark = pytest.mark.django_db


class HandedOver(Exception):
    """All has been handed over; nobody reads it here."""


def test_facts_are_known_before_a_conversation_is_handed_over(
    insurer: Insurer, first: Moved, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []

    def note(name: str) -> None:
        real = getattr(moving, name)

        def noted(*arguments: Any, **named: Any) -> Any:
            order.append(name)
            return real(*arguments, **named)

        monkeypatch.setattr(moving, name, noted)

    def stop() -> None:
        raise HandedOver

    for name in ("receive_facts", "receive"):
        note(name)
    with pytest.raises(HandedOver):
        moving.move_in(insurer, first, tmp_path, lambda *_: None, stop)
    begin = order.index("receive")
    assert "receive_facts" in order[:begin]
    assert "receive_facts" not in order[begin:]


def test_an_installation_with_people_is_refused_and_stays_as_it_was(
    first: Moved, tmp_path: Path
) -> None:
    establish()
    with pytest.raises(moving.NotEmpty):
        moving.begin(tmp_path, first)
    assert read_state(tmp_path) is None


def test_an_installation_with_conversations_is_refused(
    insurer: Insurer, first: Moved, tmp_path: Path
) -> None:
    one = next(insurer.conversations()).conversation
    moving.receive([one], source="calls", actor=SYSTEM, now=timezone.now())
    with pytest.raises(moving.NotEmpty):
        moving.begin(tmp_path, first)
