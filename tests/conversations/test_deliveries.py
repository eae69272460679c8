"""Files: by piece, resumed, taken in once each, problems told; whoever is killed goes on."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest
from arrivals import call, lines, person, unit
from django.conf import settings
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from goodfaith.analysis.problems import Refused
from goodfaith.conversations.deliveries import (
    OffsetWrong,
    add_bytes,
    begin_delivery,
    complete_delivery,
    stop_delivery,
    taking_in,
)
from goodfaith.conversations.deliveries.watching import take_from
from goodfaith.conversations.models import Conversation, Delivery, Revision
from goodfaith.platform.arriving.storing import path_of
from goodfaith.platform.events import run_events
from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.roles import Role

pytestmark = pytest.mark.django_db
State = Delivery.State


def delivered(content: bytes, name: str = "calls.jsonl", **more: Any) -> Delivery:
    """A file that has arrived whole."""
    now = timezone.now()
    made = begin_delivery(name=name, size=len(content), actor=SYSTEM, now=now, **more)
    if made.state == State.ARRIVING:
        add_bytes(made, offset=0, piece=content)
        made = complete_delivery(made, actor=SYSTEM, now=now)
    return made


def test_a_file_is_taken_in_and_what_could_not_be_read_is_told(
    django_capture_on_commit_callbacks: Any,
) -> None:
    content = lines([call("c1"), call("c2")]) + b'{"id": ""}\n' + lines([call("c3")])
    made = delivered(content)
    with django_capture_on_commit_callbacks(execute=True):
        run_events()
    made.refresh_from_db()
    assert (made.state, made.added, made.refused) == (State.DONE, 3, 1)
    problem = made.problems.get()
    assert (problem.place, problem.field) == ("line 3", "id")
    assert not path_of(made).exists()


def test_the_same_file_again_says_so_and_is_not_taken_in() -> None:
    content = lines([call("c1")])
    first = delivered(content)
    run_events()
    again = delivered(content, "other.jsonl")
    assert (again.state, again.same_as) == (State.DONE, first)
    known = hashlib.sha256(content).hexdigest()
    announced = delivered(content, sha256=known)
    assert (announced.state, announced.received) == (State.DONE, 0)


def test_a_piece_has_to_begin_where_the_last_one_ended() -> None:
    made = begin_delivery(name="a", size=10, actor=SYSTEM, now=timezone.now())
    add_bytes(made, offset=0, piece=b"12345")
    with pytest.raises(OffsetWrong) as wrong:
        add_bytes(made, offset=3, piece=b"x")
    assert wrong.value.received == 5
    with pytest.raises(Refused):
        add_bytes(made, offset=5, piece=b"123456")
    with pytest.raises(Refused):
        complete_delivery(made, actor=SYSTEM, now=timezone.now())


def test_bytes_that_were_never_acknowledged_are_written_over() -> None:
    made = begin_delivery(name="a", size=4, actor=SYSTEM, now=timezone.now())
    path_of(made).write_bytes(b"half of a piece, then the power went")
    add_bytes(made, offset=0, piece=b"12")
    add_bytes(made, offset=2, piece=b"34")
    assert path_of(made).read_bytes() == b"1234"


def test_a_file_that_is_not_the_one_announced_is_refused() -> None:
    now = timezone.now()
    made = begin_delivery(name="a", size=1, sha256="0" * 64, actor=SYSTEM, now=now)
    add_bytes(made, offset=0, piece=b"x")
    with pytest.raises(Refused):
        complete_delivery(made, actor=SYSTEM, now=now)


@pytest.mark.parametrize(
    "more",
    [
        {"size": -1},
        {"size": 1 << 50},
        {"size": 1, "sha256": "xyz"},
        {"size": 1, "options": {"timezone": "Mars"}},
        {"size": 1, "options": {"colour": "red"}},
    ],
)
def test_what_cannot_be_delivered_is_told_at_once(more: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        begin_delivery(name="a", actor=SYSTEM, now=timezone.now(), **more)


def test_stopped_it_takes_in_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking_in, "ITEMS_AT_ONCE", 1)
    made = delivered(lines([call(f"c{n}") for n in range(4)]))
    ticks = iter([0.0, 0.0, 99.0])
    assert taking_in.go_on(made.pk, lambda: next(ticks))
    stop_delivery(made, actor=SYSTEM, now=timezone.now())
    run_events()
    made.refresh_from_db()
    assert (made.state, made.added, Conversation.objects.count()) == (State.STOPPED, 2, 2)


@given(st.lists(st.integers(0, 6), min_size=1, max_size=12), st.integers(1, 4), st.data())
@examples(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_wherever_it_is_interrupted_every_conversation_is_taken_in_once(
    ids: list[int], at_once: int, data: st.DataObject
) -> None:
    Conversation.objects.update(revision=None, reading=None)
    Conversation.objects.all().delete()
    Delivery.objects.all().delete()
    content = lines([call(f"c{n}", ("A", str(place))) for place, n in enumerate(ids)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(taking_in, "ITEMS_AT_ONCE", at_once)
        made = delivered(content)
        while taking_in.go_on(made.pk, _after(data.draw(st.integers(1, 3)))):
            pass
    made.refresh_from_db()
    assert (made.added, made.revised) == (len({*ids}), len(ids) - len({*ids}))
    assert Revision.objects.count() == len(ids)


def _after(batches: int) -> Any:
    """A clock by which time is up after so many batches."""
    ticks = iter([0.0] * batches)
    return lambda: next(ticks, 1e9)


def test_a_file_put_into_the_watched_folder_is_taken_in_and_put_away(
    tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    good, bad = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    good.write_bytes(lines([call("c1")]))
    bad.write_bytes(b"{}\n")
    (tmp_path / "growing.jsonl").write_bytes(b"{")
    os.utime(good, (1, 1))
    os.utime(bad, (1, 1))
    made = take_from(tmp_path, time.time())
    with django_capture_on_commit_callbacks(execute=True):
        run_events()
    assert len(made) == 2
    assert (tmp_path / "done" / "a.jsonl").exists()
    assert (tmp_path / "problems" / "b.jsonl").exists()
    assert (tmp_path / "growing.jsonl").exists()
    assert Conversation.objects.get().source == "folder"


def test_what_a_crash_left_behind_is_put_back(tmp_path: Path) -> None:
    (tmp_path / ".taken").mkdir()
    (tmp_path / ".taken" / "999999-a.jsonl").write_bytes(lines([call("c1")]))
    take_from(tmp_path, time.time() + 61)
    assert Delivery.objects.get().name == "a.jsonl"


def test_a_program_hands_in_a_file_by_piece() -> None:
    client = Client()
    client.force_login(person("9001", Role.OPERATIONS, unit("top")))
    content = lines([call("c1"), call("c2")]) + b"{}\n"
    begun = {"name": "calls.jsonl", "size": len(content)}
    made = client.post("/api/v1/deliveries", msgspec.json.encode(begun), "application/json").json()
    path = f"/api/v1/deliveries/{made['id']}"
    half = len(content) // 2
    for offset, piece in ((0, content[:half]), (half, content[half:])):
        sent = client.put(f"{path}/bytes?offset={offset}", piece, "application/octet-stream")
        assert sent.json() == {"received": offset + len(piece)}
    again = client.put(f"{path}/bytes?offset=0", b"x", "application/octet-stream")
    assert (again.status_code, again.json()["errors"][0]["expected"]) == (409, len(content))
    assert client.post(f"{path}/complete").status_code == 202
    run_events()
    told = client.get(path).json()
    assert (told["state"], told["added"], told["refused"]) == ("done", 2, 1)
    assert client.get(f"{path}/problems").json()["items"][0]["place"] == "line 3"
    table = b"".join(client.get(f"{path}/problems.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert table.splitlines()[0] == "\ufeffentry,place,field,found,expected,code"
    assert client.get("/api/v1/deliveries?state=done").json()["items"][0]["id"] == made["id"]
    assert client.post(f"{path}/stop").json()["state"] == "done"


def test_uploads_are_nobody_elses_business() -> None:
    made = begin_delivery(name="../../a", size=1, actor=SYSTEM, now=timezone.now())
    add_bytes(made, offset=0, piece=b"x")
    assert made.name == "a"
    assert path_of(made).parent == settings.CONFIGURATION.home / "uploads"
    assert path_of(made).stat().st_mode & 0o077 == 0


def test_a_file_leads_to_what_came_in_it_and_to_nothing_else() -> None:
    first, second = delivered(lines([call("a")])), delivered(lines([call("b")]))
    run_events()
    assert [str(r.conversation) for r in Revision.objects.filter(delivery=first)] == ["a"]
    assert [str(r.conversation) for r in Revision.objects.filter(delivery=second)] == ["b"]
