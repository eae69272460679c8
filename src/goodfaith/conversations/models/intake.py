"""Files that were handed in: where they came from, how far they are, what could not be read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodfaith.platform.arriving.file import ArrivingFile
from goodfaith.trust.models import Staff


class Delivery(ArrivingFile):
    """One file, in pieces until it is whole, then taken in from `reached` on.

    `reached` counts what its reader has given (conversations and problems) that is in the
    database. Other counts are of conversations, `refused` of problems; `same` had arrived before.
    `same_as` is an earlier delivery of the same bytes.
    """

    class State(models.TextChoices):
        ARRIVING = "arriving", _("Arriving")
        WAITING = "waiting", _("Waiting")
        READING = "reading", _("Being taken in")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")
        FAILED = "failed", _("Failed")

    source = models.CharField(max_length=20)
    handed_in_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices)
    options = models.JSONField(default=dict)
    reached = models.BigIntegerField(default=0)
    same_as = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    added = models.PositiveIntegerField(default=0)
    revised = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = (
            models.Index(fields=["-begun_at"], name="delivery_latest"),
            models.Index(fields=["sha256"], name="delivery_sha256"),
        )


class DeliveryProblem(models.Model):
    """What could not be read, where in the file, what was found there and what was expected."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="problems")
    code = models.CharField(max_length=60)
    place = models.CharField(max_length=200, blank=True, default="")
    field = models.CharField(max_length=200, blank=True, default="")
    found = models.TextField(blank=True, default="")
    expected = models.TextField(blank=True, default="")


class WecomMessage(models.Model):
    """A message of the WeCom archive as it was received; `thread` is the chat it belongs to.

    Conversations are made of all messages of a chat, again whenever one arrives; `session` is the
    external id of the one that it was last part of.
    """

    message_id = models.CharField(max_length=200)
    thread = models.CharField(max_length=420)
    at = models.DateTimeField()
    content = models.JSONField()
    received_at = models.DateTimeField()
    session = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["thread", "message_id"], name="wecom_message_once"),
        )
