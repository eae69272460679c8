"""Serving endpoints one by one on a lane of their own, and what comes round."""

from __future__ import annotations

from django.utils import timezone

from goodfaith.platform.webhooks.delivering import serve
from goodfaith.platform.webhooks.models import WebhookEndpoint
from goodfaith.platform.webhooks.telling import send_mails
from goodfaith.platform.webhooks.upkeep import endpoints_with_work, forget_old
from goodfaith.platform.work import job, periodic


@job("webhooks.serve", queue="webhooks", attempts=1, lock="webhook:{endpoint}")
def serve_endpoint(*, endpoint: int) -> None:
    """Send what is due; an endpoint with more to send queues up again behind the others."""
    if serve(endpoint):
        serve_endpoint.once(endpoint=endpoint)


@job("webhooks.tell", queue="bulk")
def tell_of_endpoint(*, endpoint: int) -> None:
    """Write to administrators that it does not take messages."""
    found = WebhookEndpoint.objects.filter(pk=endpoint).first()
    if found is not None:
        send_mails(found)


@periodic("* * * * * */10", "webhooks.serve_due", queue="webhooks")
def serve_due() -> None:
    """Ask for every endpoint that has something to send: what is tried again, and what was lost."""
    for endpoint in endpoints_with_work(timezone.now()):
        serve_endpoint.once(endpoint=endpoint)


@periodic("43 * * * *", "webhooks.forget_old", queue="bulk")
def forget_old_messages() -> None:
    """Forget messages of long ago."""
    forget_old(timezone.now())
