from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from goodfaith.conversations.deliveries.arriving import add_bytes, begin_delivery
from goodfaith.conversations.deliveries.forgetting import KEEP_UNFINISHED, stop_unfinished
from goodfaith.conversations.models import Delivery
from goodfaith.platform.arriving.storing import path_of
from goodfaith.trust.ledger import SYSTEM

pytestmark = pytest.mark.django_db


def begun(days_ago: float) -> Delivery:
    at = timezone.now() - timedelta(days=days_ago)
    delivery = begin_delivery(name="calls.jsonl", size=10, actor=SYSTEM, now=at)
    add_bytes(delivery, offset=0, piece=b"half")
    return delivery


def test_what_never_came_whole_is_stopped_after_a_week_and_its_bytes_are_removed():
    old, young = begun(KEEP_UNFINISHED.days + 1), begun(1)
    assert stop_unfinished(timezone.now()) == 1
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.state, young.state) == (Delivery.State.STOPPED, Delivery.State.ARRIVING)
    assert not path_of(old).exists()
    assert path_of(young).read_bytes() == b"half"
