"""Asking for an endpoint to be served: once, after the commit that gave it something to send.

A call that is lost, with the process that would have made it, is made up for by a timer.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction


def wake(endpoint_ids: Iterable[int]) -> None:
    """Ask for these endpoints to be served, once the transaction that is open has committed."""
    ids = list(endpoint_ids)

    def ask() -> None:
        from goodfaith.platform.webhooks.jobs import serve_endpoint  # it imports the sender

        for id in ids:
            serve_endpoint.once(endpoint=id)

    if ids:
        transaction.on_commit(ask, robust=True)
