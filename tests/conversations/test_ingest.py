"""`goodfaith ingest` into this machine's database and to a server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from arrivals import call, lines

from goodfaith.analysis.problems import Refused
from goodfaith.cli.remote import PIECE_BYTES, Remote
from goodfaith.conversations.deliveries import local
from goodfaith.conversations.models import Conversation, Delivery

pytestmark = pytest.mark.django_db


def test_a_file_is_taken_in_where_it_lies(tmp_path: Path) -> None:
    file = tmp_path / "calls.jsonl"
    file.write_bytes(lines([call("c1")]))
    made = local.take_in_file(file, {"source": "dialler"})
    assert (made.state, made.added, file.exists()) == ("done", 1, True)
    assert Conversation.objects.get().source == "dialler"
    assert local.take_in_file(file, {}) == made


def test_what_was_interrupted_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "calls.jsonl"
    file.write_bytes(lines([call("c1"), call("c2")]))
    made = local.take_in_file(file, {})
    Delivery.objects.filter(pk=made.pk).update(state="reading", reached=1, added=1)
    Conversation.objects.filter(external_id="c2").update(revision=None)
    Conversation.objects.filter(external_id="c2").delete()
    again = local.take_in_file(file, {})
    assert (again.pk, again.added, Conversation.objects.count()) == (made.pk, 2, 2)


def test_wrong_options_are_told(tmp_path: Path) -> None:
    file = tmp_path / "calls.jsonl"
    file.write_bytes(b"")
    with pytest.raises(Refused):
        local.take_in_file(file, {"timezone": "Mars"})


class Answers:
    """A server that answers from a list, and remembers what it was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: Any) -> None:
        self.asked: list[tuple[str, str]] = []
        self.answers = iter(answers)
        monkeypatch.setattr(Remote, "_ask", self.ask)

    def ask(self, method: str, path: str, *_: Any) -> Any:
        self.asked.append((method, path.partition("?sha256")[0]))
        return next(self.answers)


def test_a_file_is_sent_from_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "calls.jsonl"
    file.write_bytes(b"x" * (PIECE_BYTES + 10))
    done = {"id": 7, "state": "done", "received": 0, "same_as": None}
    server = Answers(
        monkeypatch,
        {"items": [{"id": 7, "state": "arriving", "received": PIECE_BYTES}]},
        {"received": PIECE_BYTES + 10},
        {"id": 7, "state": "waiting"},
        done,
    )
    shares: list[float] = []
    told = Remote("http://x", "t", wait_seconds=0.0).hand_in(file, {}, shares.append)
    assert (told, shares) == (done, [1.0])
    assert server.asked == [
        ("GET", "/deliveries"),
        ("PUT", f"/deliveries/7/bytes?offset={PIECE_BYTES}"),
        ("POST", "/deliveries/7/complete"),
        ("GET", "/deliveries/7"),
    ]
