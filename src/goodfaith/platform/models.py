"""What happened, and what could not be dealt with."""

from __future__ import annotations

from django.db import models


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
