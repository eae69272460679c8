"""A file that failed is taken in again: once, from where it stopped, by whoever may see it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from arrivals import call, lines, person, unit
from django.test import Client
from django.utils import timezone

from goodfaith.analysis.problems import Refused
from goodfaith.conversations.deliveries import (
    add_bytes,
    begin_delivery,
    complete_delivery,
    retry_delivery,
    stop_delivery,
    taking_in,
)
from goodfaith.conversations.deliveries.local import take_in_file
from goodfaith.conversations.models import Conversation, Delivery, Revision
from goodfaith.platform.arriving.storing import path_of
from goodfaith.platform.events import run_events
from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.models import LedgerEntry, Staff
from goodfaith.trust.roles import Role

pytestmark = pytest.mark.django_db
State = Delivery.State
CONTENT = lines([call(f"c{n}") for n in range(5)])


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A reader that breaks off, each time it is begun, once it has given three conversations."""
    read = taking_in.read_source

    def breaking(*arguments: Any) -> Iterator[Any]:
        for number, item in enumerate(read(*arguments)):
            if number == 3:
                raise RuntimeError("the disk is gone")
            yield item

    monkeypatch.setattr(taking_in, "ITEMS_AT_ONCE", 1)
    monkeypatch.setattr(taking_in, "read_source", breaking)
    return monkeypatch


@pytest.fixture
def giver() -> Staff:
    return person("ops", Role.OPERATIONS, unit("HQ"))


@pytest.fixture
def failed(broken: pytest.MonkeyPatch, giver: Staff) -> Delivery:
    now = timezone.now()
    made = begin_delivery(name="calls.jsonl", size=len(CONTENT), actor=giver, now=now)
    add_bytes(made, offset=0, piece=CONTENT)
    complete_delivery(made, actor=giver, now=now)
    run_events()
    made.refresh_from_db()
    assert (made.state, made.reached, made.added) == (State.FAILED, 3, 3)
    broken.undo()
    return made


def client_of(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_it_goes_on_where_it_stopped_and_says_who_asked(failed: Delivery, giver: Staff) -> None:
    retry_delivery(failed, actor=giver, now=timezone.now())
    run_events()
    failed.refresh_from_db()
    assert (failed.state, failed.added, failed.same, failed.failure) == (State.DONE, 5, 0, "")
    assert (Conversation.objects.count(), Revision.objects.count()) == (5, 5)
    entry = LedgerEntry.objects.get(act="delivery.retried")
    assert (entry.actor_id, entry.object_id) == (str(giver.pk), str(failed.pk))
    assert entry.details == {"reached": 3}


def test_asked_for_twice_it_is_done_once(failed: Delivery, giver: Staff) -> None:
    stale = Delivery.objects.get(pk=failed.pk)
    for seen in (failed, stale, failed):
        assert retry_delivery(seen, actor=giver, now=timezone.now()).state == State.WAITING
    assert LedgerEntry.objects.filter(act="delivery.retried").count() == 1
    run_events()
    assert retry_delivery(stale, actor=giver, now=timezone.now()).state == State.DONE
    assert LedgerEntry.objects.filter(act="delivery.retried").count() == 1


def test_what_was_stopped_stays_stopped(failed: Delivery, giver: Staff) -> None:
    retry_delivery(failed, actor=giver, now=timezone.now())
    stop_delivery(failed, actor=giver, now=timezone.now())
    assert retry_delivery(failed, actor=giver, now=timezone.now()).state == State.STOPPED
    run_events()
    failed.refresh_from_db()
    assert (failed.state, failed.added) == (State.STOPPED, 3)


def test_it_may_fail_again_and_be_tried_again(
    failed: Delivery, giver: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(taking_in, "read_source", _breaking)
        retry_delivery(failed, actor=giver, now=timezone.now())
        run_events()
    failed.refresh_from_db()
    assert (failed.state, failed.reached) == (State.FAILED, 3)
    retry_delivery(failed, actor=giver, now=timezone.now())
    run_events()
    failed.refresh_from_db()
    assert (failed.state, failed.added) == (State.DONE, 5)


def _breaking(*arguments: Any) -> Iterator[Any]:
    raise RuntimeError
    yield


@pytest.mark.parametrize("content", [None, CONTENT[:-1], b"x" * len(CONTENT)])
def test_a_file_that_is_gone_or_another_one_is_refused(
    failed: Delivery, giver: Staff, content: bytes | None
) -> None:
    if content is None:
        path_of(failed).unlink()
    else:
        path_of(failed).write_bytes(content)
    with pytest.raises(Refused):
        retry_delivery(failed, actor=giver, now=timezone.now())
    path = f"/api/v1/deliveries/{failed.pk}/retry"
    assert client_of(giver).post(path).status_code == 409
    client_of(giver).post(f"/conversations/deliveries/{failed.pk}/retry/")
    failed.refresh_from_db()
    assert failed.state == State.FAILED
    assert not LedgerEntry.objects.filter(act="delivery.retried").exists()


def test_its_page_and_its_route_try_again(failed: Delivery, giver: Staff) -> None:
    client, page = client_of(giver), f"/conversations/deliveries/{failed.pk}/"
    assert f"{page}retry/" in client.get(page).content.decode()
    told = client.post(f"/api/v1/deliveries/{failed.pk}/retry")
    assert (told.status_code, told.json()["state"]) == (202, "waiting")
    assert client.post(f"{page}retry/").headers["Location"] == page
    run_events()
    assert f"{page}retry/" not in client.get(page).content.decode()
    failed.refresh_from_db()
    assert failed.state == State.DONE


def test_who_takes_in_a_file_of_this_machine_again_goes_on_with_what_failed(
    broken: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "calls.jsonl"
    path.write_bytes(CONTENT)
    assert take_in_file(path, {}).state == State.FAILED
    broken.undo()
    done = take_in_file(path, {})
    assert (done.state, done.added, Delivery.objects.count()) == (State.DONE, 5, 1)


def test_of_two_who_take_in_one_file_the_slower_one_leaves_it_alone(giver: Staff) -> None:
    """It must not call done what the other is in the midst of."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(taking_in, "ITEMS_AT_ONCE", 1)
        now = timezone.now()
        made = begin_delivery(name="calls.jsonl", size=len(CONTENT), actor=SYSTEM, now=now)
        add_bytes(made, offset=0, piece=CONTENT)
        complete_delivery(made, actor=SYSTEM, now=now)

        def faster(_: Any) -> None:
            patch.undo()
            Delivery.objects.filter(pk=made.pk).update(reached=2)

        patch.setattr(taking_in, "ITEMS_AT_ONCE", 1)
        assert not taking_in.go_on(made.pk, watch=faster)
        made.refresh_from_db()
        assert (made.state, made.reached) == (State.READING, 2)
