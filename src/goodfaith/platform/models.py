"""What happened, and what could not be dealt with."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from goodfaith.platform.webhooks.models import (
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookMessage,
)

__all__ = [
    "DeliveryCount",
    "Event",
    "IdempotentAnswer",
    "KeptFilter",
    "PoisonedEvent",
    "ScheduledExport",
    "TableChoice",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookMessage",
]


class Event(models.Model):
    """Something that happened, published in the transaction in which it did.

    `aggregate` names the thing whose events keep their order, like `conversation:17`.
    """

    kind = models.CharField(max_length=80)
    aggregate = models.CharField(max_length=120, blank=True, default="")
    payload = models.JSONField()
    published_at = models.DateTimeField(auto_now_add=True)


class PoisonedEvent(models.Model):
    """An event that a subscriber failed on, until it has been dealt with or somebody dropped it.

    `failure` tells the kind of error and where in the code, never its words; it is empty for an
    event that waits behind another of its aggregate.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="poisoned")
    subscriber = models.CharField(max_length=120)
    attempts = models.PositiveIntegerField(default=1)
    failure = models.CharField(max_length=300)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    was_dropped = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["event", "subscriber"], name="poisoned_once"),
        )
        indexes = (
            models.Index(
                fields=["subscriber", "event"],
                condition=models.Q(settled_at=None),
                name="poisoned_unsettled",
            ),
        )


class DeliveryCount(models.Model):
    """How many events a subscriber has dealt with; the sum over `slot`."""

    subscriber = models.CharField(max_length=120)
    slot = models.PositiveSmallIntegerField()
    events = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["subscriber", "slot"], name="delivery_count_once"),
        )


class IdempotentAnswer(models.Model):
    """What was answered to a request that creates, so that the same request gets it again.

    `caller` is who asked, `body_digest` what; the answer is written by the transaction that did it.
    """

    caller = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    route = models.CharField(max_length=200)
    body_digest = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    content = models.BinaryField(default=b"")
    asked_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["caller", "key", "route"], name="answered_once"),
        )
        indexes = (models.Index(fields=["asked_at"], name="answer_age"),)


class KeptFilter(models.Model):
    """What somebody narrows a page to and wants to have again.

    `page` is the name of the page's address, `query` its members as the address has them.
    """

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    page = models.CharField(max_length=80)
    name = models.CharField(max_length=80)
    query = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["staff", "page", "name"], name="filter_kept_once"),
        )


class TableChoice(models.Model):
    """What a person wants to see of a table: names of columns, null for as declared."""

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    table = models.CharField(max_length=80)
    columns = models.JSONField(null=True)
    dense = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["staff", "table"], name="table_chosen_once"),
        )


class ScheduledExport(models.Model):
    """A table that is sent to a person again and again: what they may see of it at that moment.

    `query` is the address they chose; `stopped` the reason for which it is not sent any more.
    """

    class Cadence(models.TextChoices):
        DAILY = "daily", _("Every day")
        WEEKLY = "weekly", _("Every Monday")
        MONTHLY = "monthly", _("On the first of the month")

    class Stopped(models.TextChoices):
        NO = "", _("Is sent")
        BY_PERSON = "person", _("Stopped")
        NOT_ALLOWED = "not allowed", _("No longer allowed to export it")
        NO_TABLE = "no table", _("The table is not there any more")
        NO_ADDRESS = "no address", _("No e-mail address")

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    table = models.CharField(max_length=80)
    query = models.TextField(blank=True, default="")
    form = models.CharField(max_length=4)
    cadence = models.CharField(max_length=10, choices=Cadence.choices)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    stopped = models.CharField(
        max_length=12, choices=Stopped.choices, blank=True, default=Stopped.NO
    )

    class Meta:
        indexes = (
            models.Index(
                fields=["next_at"], condition=models.Q(stopped=""), name="scheduled_export_due"
            ),
        )
