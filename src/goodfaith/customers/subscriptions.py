"""What this room does when something happens."""

from __future__ import annotations

from collections.abc import Sequence

from goodfaith.customers.services import refresh_customers
from goodfaith.platform.events import subscriber
from goodfaith.policies.events import FactsReceived


@subscriber("customers.refresh", FactsReceived, batch=20)
def refresh(events: Sequence[FactsReceived]) -> None:
    """Show what is known now of the customers that facts are about."""
    keys = {key for event in events for key in event.about if key.startswith("customer:")}
    refresh_customers(key.partition(":")[2] for key in keys)
