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
    """An event that a subscriber failed on, until somebody lets it be tried again or dropped.

    `failure` tells the kind of error and where in the code, never its words.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="poisoned")
    subscriber = models.CharField(max_length=120)
    attempts = models.PositiveIntegerField(default=1)
    failure = models.CharField(max_length=300)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["event", "subscriber"], name="poisoned_once"),
        )
