"""Endpoints, what was told, and how its deliveries went."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class WebhookEndpoint(models.Model):
    """Somebody's address. Without `kinds` it is told everything, kinds to come included.

    `secret` is sealed; `secret_before` is valid, too, until `before_until`. With `in_order` a
    message waits for earlier ones about the same aggregate. `failing_since` is the first failure
    after which nothing was taken; `told_at` when administrators were last told.
    """

    class State(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("webhook", "Active")
        PAUSED = "paused", pgettext_lazy("webhook", "Paused")
        FAILING = "failing", _("Paused: took nothing for days")
        GONE = "gone", _("Paused: says it is gone")
        REMOVED = "removed", pgettext_lazy("webhook", "Removed")

    name = models.CharField(max_length=120)
    url = models.CharField(max_length=2_000)
    kinds = ArrayField(models.CharField(max_length=80), default=list)
    in_order = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    secret = models.TextField()
    secret_before = models.TextField(blank=True, default="")
    before_until = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)


class WebhookMessage(models.Model):
    """What was told, as the bytes that are signed. `key` is its `webhook-id`, the same for ever."""

    key = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=80)
    aggregate = models.CharField(max_length=120, blank=True, default="")
    body = models.TextField()
    published_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["published_at"], name="webhook_message_age"),)


class WebhookDelivery(models.Model):
    """A message on its way to an endpoint.

    `attempts` are those of the present round; sending it again begins another. While somebody is
    at it `claimed_until` lies ahead; `claim` tells whose it is.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("delivery", "Waiting")
        DELIVERED = "delivered", pgettext_lazy("delivery", "Delivered")
        FAILED = "failed", pgettext_lazy("delivery", "Failed")

    endpoint = models.ForeignKey(WebhookEndpoint, models.CASCADE, related_name="deliveries")
    message = models.ForeignKey(WebhookMessage, models.CASCADE, related_name="deliveries")
    aggregate = models.CharField(max_length=120, blank=True, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    claim = models.UUIDField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["endpoint", "message"], name="webhook_delivered_once"),
        )
        indexes = (
            models.Index(
                fields=["endpoint", "next_at"],
                condition=models.Q(state="waiting"),
                name="webhook_due",
            ),
            models.Index(
                fields=["endpoint", "aggregate", "id"],
                condition=models.Q(state="waiting"),
                name="webhook_order",
            ),
            models.Index(fields=["endpoint", "state", "-id"], name="webhook_by_state"),
        )


class WebhookAttempt(models.Model):
    """One try: the `status` that came back or the `failure` for which none did.

    `answer` has the first bytes of the body.
    """

    delivery = models.ForeignKey(WebhookDelivery, models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    failure = models.CharField(max_length=20, blank=True, default="")
    milliseconds = models.PositiveIntegerField()
    answer = models.TextField(blank=True, default="")
