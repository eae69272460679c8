"""How many events each subscriber has dealt with since the beginning."""

from __future__ import annotations

import os

from django.db import connection

_SLOTS = 16  # so that workers at the same time do not wait for each other's row


def count_delivered(subscriber: str, number: int) -> None:
    """Add to the count, in the transaction that deals with them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into platform_deliverycount (subscriber, slot, events) values (%s, %s, %s)"
            " on conflict (subscriber, slot)"
            " do update set events = platform_deliverycount.events + excluded.events",
            [subscriber, os.getpid() % _SLOTS, number],
        )
