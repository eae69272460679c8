"""Events: told once the transaction has committed, each to everybody, none lost for another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodfaith.platform import upkeep
from goodfaith.platform.events import Event, aside, deliver, job, publish, run_events, subscriber
from goodfaith.platform.events import subscribing as registry
from goodfaith.platform.events.claim import Claim
from goodfaith.platform.events.delivering import DEADLY
from goodfaith.platform.models import DeliveryCount, PoisonedEvent
from goodfaith.platform.models import Event as Row

pytestmark = pytest.mark.django_db


class Told(Event, frozen=True):
    kind: ClassVar[str] = "tests.told"
    number: int
    about: str = ""

    @property
    def aggregate(self) -> str:
        return self.about


class Heard:
    """A subscriber that remembers, and fails where it is told to."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.bad: set[int] = set()
        self.error: type[Exception] = ValueError

    def __call__(self, events: Sequence[Told]) -> None:
        for event in events:
            if event.number in self.bad:
                raise self.error("words that nobody may read")
        self.batches.append([event.number for event in events])

    @property
    def numbers(self) -> list[int]:
        return [number for batch in self.batches for number in batch]


def _registered(monkeypatch: pytest.MonkeyPatch, **options: Any) -> Heard:
    monkeypatch.setattr(registry, "_subscribers", {})
    heard = Heard()

    def handle(events: Sequence[Told]) -> None:
        heard(events)

    subscriber("tests.heard", Told, **options)(handle)
    return heard


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    return _registered(monkeypatch, batch=10)


@pytest.fixture
def heard_in_order(monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    return _registered(monkeypatch, batch=10, ordered=True)


def waiting_jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where status = 'todo'")
        return int(cursor.fetchone()[0])


def test_events_come_in_batches_in_the_order_of_publication(heard):
    publish(*(Told(number) for number in range(25)))
    assert heard.batches == []
    run_events()
    assert [len(batch) for batch in heard.batches] == [10, 10, 5]
    assert heard.numbers == list(range(25))


def test_what_is_rolled_back_was_never_told(heard):
    with transaction.atomic():
        publish(Told(1))
        transaction.set_rollback(True)
    publish(Told(2))
    run_events()
    assert heard.numbers == [2]
    assert Row.objects.count() == 1


def test_an_event_that_nobody_waits_for_is_kept_without_a_job(monkeypatch):
    monkeypatch.setattr(registry, "_subscribers", {})
    publish(Told(1))
    assert waiting_jobs() == 0
    assert Row.objects.get().payload == {"number": 1, "about": ""}


def test_a_bad_event_does_not_hold_back_its_batch(heard):
    heard.bad = {3, 7}
    publish(*(Told(number) for number in range(10)))
    run_events(raising=False)
    assert sorted(heard.numbers) == [0, 1, 2, 4, 5, 6, 8, 9]
    aside = PoisonedEvent.objects.order_by("event")
    assert [poisoned.event.payload["number"] for poisoned in aside] == [3, 7]
    assert {poisoned.subscriber for poisoned in aside} == {"tests.heard"}
    assert DeliveryCount.objects.get().events == 8


def test_what_is_noted_of_a_failure_has_its_kind_and_place_and_no_words(heard):
    heard.bad = {1}
    publish(Told(1))
    run_events(raising=False)
    failure = PoisonedEvent.objects.get().failure
    assert failure.startswith("ValueError at ")
    assert "words" not in failure


def test_in_tests_a_failure_is_raised(heard):
    heard.bad = {1}
    publish(Told(1))
    with pytest.raises(ValueError, match="words"):
        run_events()


def test_a_payload_that_is_no_longer_understood_is_put_aside_alone(heard):
    publish(Told(1), Told(2), Told(3))
    Row.objects.filter(payload__number=2).update(payload={"was": 2})
    run_events(raising=False)
    assert heard.numbers == [1, 3]
    assert PoisonedEvent.objects.get().failure.startswith("ValidationError")


def test_while_the_database_cannot_go_on_nothing_is_put_aside(heard):
    heard.bad, heard.error = {1}, OperationalError
    publish(Told(1), Told(2))
    with pytest.raises(OperationalError):
        run_events(raising=False)
    assert not PoisonedEvent.objects.exists()


def test_what_comes_after_a_bad_event_of_the_same_thing_waits_for_it(heard_in_order):
    heard_in_order.bad = {1}
    publish(Told(0, "a"), Told(1, "a"), Told(2, "b"), Told(3, "a"))
    run_events(raising=False)
    publish(Told(4, "a"), Told(5, "b"))
    run_events(raising=False)
    assert sorted(heard_in_order.numbers) == [0, 2, 5]
    assert PoisonedEvent.objects.filter(settled_at=None).count() == 3


@settings(
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=30))
def test_in_order_means_in_order_whatever_fails(heard_in_order, told):
    with transaction.atomic():
        heard_in_order.batches.clear()
        heard_in_order.bad = {number for number, (_, is_bad) in enumerate(told) if is_bad}
        publish(*(Told(number, about) for number, (about, _) in enumerate(told)))
        run_events(raising=False)
        for about in "abc":
            mine = [n for n, (whose, _) in enumerate(told) if whose == about]
            first_bad = next((n for n in mine if n in heard_in_order.bad), len(told))
            handled = [n for n in heard_in_order.numbers if n in mine]
            assert handled == [n for n in mine if n < first_bad]
        transaction.set_rollback(True)


def test_who_published_once_is_told_at_least_once_by_every_subscriber(heard):
    others: list[int] = []

    def handle_other(events: Sequence[Told]) -> None:
        others.extend(event.number for event in events)

    subscriber("tests.other", Told)(handle_other)
    publish(Told(1), Told(2))
    run_events()
    assert heard.numbers == others == [1, 2]


def test_two_subscribers_of_one_name_are_refused(heard):
    def another(events: Sequence[Told]) -> None: ...

    with pytest.raises(registry.SubscriberTwice):
        subscriber("tests.heard", Told)(another)


def test_jobs_of_dead_workers_are_taken_up(heard):
    publish(Told(1))
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat) values (now() - interval '1 min')"
            " returning id"
        )
        dead = cursor.fetchone()[0]
        cursor.execute("update procrastinate_jobs set status = 'doing', worker_id = %s", [dead])
    assert waiting_jobs() == 0
    upkeep.take_up_stalled()
    assert waiting_jobs() == 1
    run_events()
    assert heard.numbers == [1]


def test_a_dead_job_of_which_the_same_waits_holds_no_other_back(heard):
    publish(Told(1))
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat)"
            " values (now() - interval '1 hour') returning id"
        )
        dead = cursor.fetchone()
        cursor.execute("update procrastinate_jobs set status = 'doing', worker_id = %s", dead)
        for status, worker in (("doing", dead[0]), ("todo", None)):
            cursor.execute(
                "insert into procrastinate_jobs (queue_name, task_name, priority, queueing_lock,"
                " args, status, worker_id) values ('bulk', 'tests.once', 0, 'tests.once', '{}',"
                " %s::procrastinate_job_status, %s)",
                [status, worker],
            )
    assert waiting_jobs() == 1
    upkeep.take_up_stalled()
    assert waiting_jobs() == 2  # the event's, and the one that waited


def test_jobs_of_living_workers_are_left_alone(heard):
    publish(Told(1))
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers default values returning id")
        cursor.execute(
            "update procrastinate_jobs set status = 'doing', worker_id = %s", cursor.fetchone()
        )
    upkeep.take_up_stalled()
    assert waiting_jobs() == 0


def doing(worker_seconds_ago: int = 0) -> tuple[int, int, list[int]]:
    """The job that waits, taken by a worker: job, worker, events."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat)"
            " values (now() - %s * interval '1 second') returning id",
            [worker_seconds_ago],
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "update procrastinate_jobs set status = 'doing', worker_id = %s returning id", [worker]
        )
        job = cursor.fetchone()[0]
    return job, worker, list(Row.objects.order_by("id").values_list("id", flat=True))


def test_a_worker_that_was_believed_dead_does_not_go_on(heard_in_order):
    publish(Told(1, "a"))
    job, worker, ids = doing(worker_seconds_ago=600)
    upkeep.take_up_stalled()
    deliver(registry.subscriber_named("tests.heard"), ids, Claim(job, worker))
    assert heard_in_order.numbers == []
    run_events()
    assert heard_in_order.numbers == [1]


class Killed(BaseException):
    """The process ends."""


def test_an_event_that_kills_its_worker_is_found_and_others_are_done(heard):
    publish(Told(1), Told(2), Told(3))
    job, worker, ids = doing()
    subscriber = registry.subscriber_named("tests.heard")
    heard.bad, heard.error = {2}, Killed  # type: ignore[assignment]
    with pytest.raises(Killed):
        deliver(subscriber, ids, Claim(job, worker, attempts=DEADLY))
    deliver(subscriber, ids, Claim(job, worker, attempts=DEADLY + 1))
    assert heard.numbers == [1, 3]
    assert PoisonedEvent.objects.get(settled_at=None).failure == aside.SUSPECTED


def test_what_only_happened_to_be_there_is_tried_again_by_itself(heard):
    publish(Told(1))
    job, worker, ids = doing()
    heard.bad, heard.error = {1}, Killed  # type: ignore[assignment]
    with pytest.raises(Killed):
        deliver(registry.subscriber_named("tests.heard"), ids, Claim(job, worker, DEADLY))
    PoisonedEvent.objects.update(last_at=timezone.now() - timedelta(minutes=5))
    heard.bad = set()
    upkeep.try_suspects()
    run_events()
    assert heard.numbers == [1]
    assert not PoisonedEvent.objects.filter(settled_at=None).exists()


def test_old_events_are_forgotten_once_everybody_has_dealt_with_them(heard):
    heard.bad = {2}
    publish(Told(1), Told(2))
    run_events(raising=False)
    publish(Told(3))
    Row.objects.update(published_at=timezone.now() - upkeep.KEEP_EVENTS - timedelta(days=1))
    upkeep.prune()
    assert [row.payload["number"] for row in Row.objects.order_by("id")] == [2, 3]


def test_a_job_is_done_later_with_its_arguments():
    done: list[int] = []

    def work(*, number: int) -> None:
        done.append(number)

    asked = job("tests.work")(work)
    asked.later(number=1)
    assert asked.once(number=2) is not None
    assert asked.once(number=2) is None
    asked.at(timezone.now() + timedelta(hours=1), number=3)
    run_events()
    assert done == [1, 2]
