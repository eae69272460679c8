"""From what happened to what was taken: retries, order, pauses, what a receiver can rely on."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from goodfaith.platform import webhook_kinds
from goodfaith.platform.events import run_events
from goodfaith.platform.webhooks import delivering, services
from goodfaith.platform.webhooks.delivering import claimed, serve
from goodfaith.platform.webhooks.jobs import serve_due
from goodfaith.platform.webhooks.kinds import Kind, PayloadInvalid
from goodfaith.platform.webhooks.models import (
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookMessage,
)
from goodfaith.platform.webhooks.publishing import publish_webhook
from goodfaith.platform.webhooks.schedule import WAITS, next_wait
from goodfaith.platform.webhooks.signing import signature
from goodfaith.platform.webhooks.upkeep import endpoints_with_work, forget_old
from goodfaith.trust.models import LedgerEntry, Staff
from small_insurer import establish, person
from webhook_receiver import Receiver, receiving

pytestmark = pytest.mark.django_db
JUDGED = Kind("sale.judged", "a sale was judged", frozenset({"sale", "conclusion", "number"}))
HEARD = Kind("call.heard", "a call was heard", frozenset({"call"}))


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    monkeypatch.setattr(webhook_kinds, "KINDS", (*webhook_kinds.KINDS, JUDGED, HEARD))


@pytest.fixture
def administrator() -> Staff:
    establish()
    return person("admin")


@pytest.fixture
def receiver():
    with receiving() as receiver:
        yield receiver


def add(administrator: Staff, url: str, **more: Any) -> tuple[WebhookEndpoint, str]:
    described = services.Described("core", url, **more)
    return services.add_endpoint(
        actor=administrator, described=described, staff_id=administrator.pk, now=timezone.now()
    )


def judged(sale: int, **more: Any) -> int:
    return publish_webhook("sale.judged", f"sale:{sale}", {"sale": sale} | more)


def make_due() -> None:
    """The time of every next attempt has come."""
    WebhookDelivery.objects.update(next_at=timezone.now())


def states() -> list[str]:
    return list(WebhookDelivery.objects.order_by("pk").values_list("state", flat=True))


def test_what_is_published_arrives_signed_with_the_secret_that_was_told(administrator, receiver):
    endpoint, secret = add(administrator, receiver.url)
    assert judged(17, conclusion="passed") == 1
    serve(endpoint.pk)
    (request,) = receiver.taken
    message, at = request.headers["webhook-id"], int(request.headers["webhook-timestamp"])
    assert request.headers["webhook-signature"] == signature(secret, message, at, request.body)
    told = json.loads(request.body)
    assert (told["type"], told["data"]) == ("sale.judged", {"sale": 17, "conclusion": "passed"})
    assert request.headers["content-type"] == "application/json"
    assert states() == ["delivered"]
    tried = WebhookAttempt.objects.get()
    assert (tried.status, tried.answer, tried.failure) == (200, "ok", "")


def test_what_is_rolled_back_was_never_told(administrator, receiver):
    endpoint, _ = add(administrator, receiver.url)
    with transaction.atomic():
        judged(1)
        transaction.set_rollback(True)
    serve(endpoint.pk)
    assert receiver.taken == []


def test_after_the_commit_the_endpoint_is_served_by_a_job(
    administrator, receiver, django_capture_on_commit_callbacks
):
    add(administrator, receiver.url)
    with django_capture_on_commit_callbacks(execute=True):
        judged(1)
    run_events()
    assert len(receiver.taken) == 1


def test_a_wake_up_that_was_lost_is_made_up_for_by_the_timer(administrator, receiver):
    add(administrator, receiver.url)
    judged(1)
    serve_due()
    run_events()
    assert len(receiver.taken) == 1
    assert endpoints_with_work(timezone.now()) == []


def test_only_who_wants_a_kind_is_told_of_it(administrator, receiver):
    add(administrator, receiver.url, kinds=("call.heard",))
    assert judged(1) == 0
    assert WebhookMessage.objects.count() == 0
    add(administrator, receiver.url, kinds=("sale.judged",))
    add(administrator, receiver.url)
    assert judged(1) == 2
    assert WebhookMessage.objects.count() == 1


@pytest.mark.parametrize(
    "payload",
    [{"sale": "他说这款产品 保本"}, {"words": 1}, {"sale": {"a": ["x" * 201]}}, {"sale": "a\nb"}],
)
def test_words_and_what_no_room_declared_do_not_leave(administrator, receiver, payload):
    add(administrator, receiver.url)
    with pytest.raises(PayloadInvalid) as refused:
        publish_webhook("sale.judged", "sale:1", payload)
    assert "保本" not in str(refused.value)
    with pytest.raises(KeyError):
        publish_webhook("nobody.knows", "", {})


def test_what_fails_is_sent_again_with_the_same_id_and_a_new_time(administrator, receiver):
    endpoint, secret = add(administrator, receiver.url)
    receiver.answers = [500, lambda request: request.connection.close(), 204]
    judged(1)
    for _ in range(3):
        make_due()
        serve(endpoint.pk)
    assert len(set(receiver.ids)) == 1
    assert states() == ["delivered"]
    tries = WebhookAttempt.objects.order_by("pk")
    assert [(each.status, each.failure) for each in tries] == [
        (500, ""), (None, "no_answer"), (204, ""),
    ]  # fmt: skip
    last = receiver.taken[-1]
    at = int(last.headers["webhook-timestamp"])
    assert last.headers["webhook-signature"] == signature(secret, receiver.ids[0], at, last.body)


def test_before_its_time_nothing_is_sent_again(administrator, receiver):
    endpoint, _ = add(administrator, receiver.url)
    receiver.answers = [500]
    judged(1)
    serve(endpoint.pk)
    serve(endpoint.pk)
    assert len(receiver.taken) == 1
    wait = WebhookDelivery.objects.get().next_at - timezone.now()
    assert timedelta(seconds=3) < wait < timedelta(seconds=6)


def test_a_receiver_may_ask_for_more_time(administrator, receiver):
    endpoint, _ = add(administrator, receiver.url)
    receiver.answers = [lambda request: request.say(429, Retry_After="600")]
    judged(1)
    serve(endpoint.pk)
    wait = WebhookDelivery.objects.get().next_at - timezone.now()
    assert timedelta(minutes=9) < wait <= timedelta(minutes=10)


@given(st.floats(0, 1), st.integers(1, 40))
def test_the_waits_grow_end_after_three_days_and_are_spread(chance, attempts):
    wait = next_wait(attempts, chance)
    assert (wait is None) == (attempts > len(WAITS))
    if wait is not None:
        assert WAITS[attempts - 1] <= wait <= WAITS[attempts - 1] * 1.1 + timedelta(seconds=1)
    assert timedelta(days=3) < sum(WAITS, timedelta()) < timedelta(days=3, hours=4)


def fail_for_good(endpoint: WebhookEndpoint) -> None:
    for _ in range(len(WAITS) + 1):
        make_due()
        serve(endpoint.pk)


def test_after_the_last_attempt_it_has_failed_and_administrators_are_told(administrator, receiver):
    Staff.objects.filter(number="admin").update(email="a@insurer.example")
    Staff.objects.filter(number="compliance").update(email="c@insurer.example")
    endpoint, _ = add(administrator, receiver.url)
    receiver.answers = [503]
    judged(1)
    judged(2)
    fail_for_good(endpoint)
    run_events()
    assert states() == ["failed", "failed"]
    assert len(receiver.taken) == 2 * (len(WAITS) + 1)
    (sent,) = mail.outbox  # of two failures on one day, to the one who may see webhooks
    assert sent.to == ["a@insurer.example"]
    assert f"/operation/webhooks/{endpoint.pk}/" in sent.body
    endpoint.refresh_from_db()
    assert endpoint.state == "active"


def test_what_has_failed_is_sent_again_by_hand_with_the_same_id(administrator, receiver):
    endpoint, _ = add(administrator, receiver.url)
    receiver.answers = [503]
    judged(1)
    fail_for_good(endpoint)
    receiver.answers = [200]
    delivery = WebhookDelivery.objects.get()
    services.send_again(actor=administrator, delivery=delivery, now=timezone.now())
    serve(endpoint.pk)
    assert len(set(receiver.ids)) == 1
    assert states() == ["delivered"]
    assert LedgerEntry.objects.filter(act="webhook.sent_again").count() == 1


def test_who_takes_nothing_for_days_is_paused_and_misses_nothing(administrator, receiver):
    Staff.objects.filter(number="admin").update(email="a@insurer.example")
    endpoint, _ = add(administrator, receiver.url)
    receiver.answers = [500]
    judged(1)
    serve(endpoint.pk)
    WebhookEndpoint.objects.update(failing_since=timezone.now() - timedelta(days=5, minutes=1))
    make_due()
    serve(endpoint.pk)
    endpoint.refresh_from_db()
    assert endpoint.state == "failing"
    run_events()
    assert len(mail.outbox) == 1
    receiver.answers = [200]
    judged(2)
    make_due()
    serve(endpoint.pk)
    assert len(receiver.taken) == 2
    services.resume_endpoint(actor=administrator, endpoint=endpoint, now=timezone.now())
    serve(endpoint.pk)
    assert states() == ["delivered", "delivered"]


def test_a_success_in_between_is_remembered(administrator, receiver):
    endpoint, _ = add(administrator, receiver.url)
    receiver.answers = [500, 200]
    judged(1)
    judged(2)
    serve(endpoint.pk)
    endpoint.refresh_from_db()
    assert endpoint.failing_since is None


def test_who_says_it_is_gone_is_not_asked_again(administrator, receiver):
    endpoint, _ = add(administrator, receiver.url)
    receiver.answers = [410]
    judged(1)
    judged(2)
    serve(endpoint.pk)
    endpoint.refresh_from_db()
    assert (endpoint.state, len(receiver.taken)) == ("gone", 1)


def sales(receiver: Receiver) -> list[tuple[int, int]]:
    told = [json.loads(request.body)["data"] for request in receiver.taken]
    return [(each["sale"], each["number"]) for each in told]


def test_in_order_later_messages_wait_for_earlier_ones_about_the_same_thing(
    administrator, receiver
):
    endpoint, _ = add(administrator, receiver.url, in_order=True)
    receiver.answers = [500, 200]
    judged(1, number=1)
    judged(1, number=2)
    judged(2, number=1)
    serve(endpoint.pk)
    assert sales(receiver) == [(1, 1), (2, 1)]
    make_due()
    serve(endpoint.pk)
    assert sales(receiver) == [(1, 1), (2, 1), (1, 1), (1, 2)]


def test_out_of_order_nothing_waits(administrator, receiver):
    endpoint, _ = add(administrator, receiver.url)
    receiver.answers = [500, 200]
    judged(1, number=1)
    judged(1, number=2)
    serve(endpoint.pk)
    assert sales(receiver) == [(1, 1), (1, 2)]


def test_for_a_day_after_a_change_messages_are_signed_with_both_secrets(administrator, receiver):
    endpoint, first = add(administrator, receiver.url)
    second = services.rotate_secret(actor=administrator, endpoint=endpoint, now=timezone.now())
    judged(1)
    serve(endpoint.pk)
    WebhookEndpoint.objects.update(before_until=timezone.now())
    judged(2)
    serve(endpoint.pk)
    for request, secrets in zip(receiver.taken, [[second, first], [second]], strict=True):
        at = int(request.headers["webhook-timestamp"])
        signed = [signature(s, request.headers["webhook-id"], at, request.body) for s in secrets]
        assert request.headers["webhook-signature"].split() == signed


def test_a_secret_is_kept_so_that_the_table_alone_tells_nothing(administrator, receiver):
    endpoint, secret = add(administrator, receiver.url)
    endpoint.refresh_from_db()
    assert secret.removeprefix("whsec_") not in endpoint.secret
    told = str(list(LedgerEntry.objects.values_list("details", flat=True)))
    assert "whsec" not in told
    assert receiver.url not in told


def test_a_secret_that_cannot_be_read_any_more_is_told(administrator, receiver, monkeypatch):
    endpoint, _ = add(administrator, receiver.url)
    monkeypatch.setattr(settings, "SECRET_KEY", "another")
    judged(1)
    serve(endpoint.pk)
    assert WebhookAttempt.objects.get().failure == "secret_lost"
    assert receiver.taken == []


def test_who_died_after_sending_leaves_a_claim_that_lapses_and_the_same_id_comes_again(
    administrator, receiver, monkeypatch
):
    endpoint, _ = add(administrator, receiver.url)
    judged(1)

    def die(*args: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(delivering, "record", die)
        with pytest.raises(KeyboardInterrupt):
            serve(endpoint.pk)
    assert claimed(endpoint.pk, timezone.now()) is None
    assert endpoints_with_work(timezone.now()) == []
    WebhookDelivery.objects.update(claimed_until=timezone.now())
    serve(endpoint.pk)
    assert len(receiver.taken) == 2
    assert len(set(receiver.ids)) == 1
    assert states() == ["delivered"]


def test_who_was_believed_dead_says_nothing_of_what_another_has_in_hand(administrator, receiver):
    endpoint, _ = add(administrator, receiver.url)
    judged(1)
    slow = claimed(endpoint.pk, timezone.now())
    WebhookDelivery.objects.update(claimed_until=timezone.now())
    other = claimed(endpoint.pk, timezone.now())
    receiver.answers = [500, 200]
    delivering.attempt(slow)
    assert WebhookDelivery.objects.get().claim == other.claim
    delivering.attempt(other)
    assert states() == ["delivered"]
    assert WebhookAttempt.objects.count() == 2


def test_a_paused_endpoint_is_sent_nothing_and_a_removed_one_never_again(administrator, receiver):
    endpoint, _ = add(administrator, receiver.url)
    services.pause_endpoint(actor=administrator, endpoint=endpoint, now=timezone.now())
    judged(1)
    serve(endpoint.pk)
    assert receiver.taken == []
    services.remove_endpoint(actor=administrator, endpoint=endpoint, now=timezone.now())
    services.resume_endpoint(actor=administrator, endpoint=endpoint, now=timezone.now())
    assert judged(2) == 0
    assert states() == ["failed"]
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.secret) == ("removed", "")


def test_what_is_old_is_forgotten_unless_somebody_waits_for_it(administrator, receiver):
    endpoint, _ = add(administrator, receiver.url)
    judged(1)
    serve(endpoint.pk)
    services.pause_endpoint(actor=administrator, endpoint=endpoint, now=timezone.now())
    judged(2)
    assert forget_old(timezone.now() + timedelta(days=31)) == 1
    assert states() == ["waiting"]


def test_a_turn_ends_so_that_others_come_to_theirs(administrator, receiver, monkeypatch):
    endpoint, _ = add(administrator, receiver.url)
    monkeypatch.setattr(delivering, "TURN_SECONDS", 0.0)
    judged(1)
    judged(2)
    assert serve(endpoint.pk)
    assert len(receiver.taken) == 1
