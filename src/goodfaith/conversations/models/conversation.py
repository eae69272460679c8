"""A conversation, and every version of its transcript.

The row of a conversation holds what lists show and filter by, of the current revision and its
current reading; the words are in the revisions.
"""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from goodfaith.trust.models import Staff, Unit
from goodfaith.trust.roles import Role
from goodfaith.trust.viewing import Viewer

SERVICE_PURPOSES = ("callback", "service", "claim", "complaint", "renewal", "servicing", "survey")


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """What `viewer` may see: the one rule, for every page, route, export and count.

        Compliance sees all; an adviser their own; managers, reviewers and operations what belongs
        to their part of the organisation on the day of the conversation; service what is not a
        sale there. Nobody else sees any.
        """
        if Role.COMPLIANCE in viewer.roles:
            return self
        seen = Q(pk__in=[])
        if Role.ADVISER in viewer.roles:
            seen |= Q(adviser_id=viewer.staff_id)
        if units := viewer.units_of(Role.MANAGER, Role.REVIEWER, Role.OPERATIONS):
            seen |= Q(unit_path__overlap=units)
        if units := viewer.units_of(Role.SERVICE):
            seen |= Q(unit_path__overlap=units, purpose__in=SERVICE_PURPOSES)
        return self.filter(seen)


class Conversation(models.Model):
    """One call, chat session or meeting, by its `external_id` the same for ever.

    `unit` is the adviser's on `day`, the day it started in the organisation's zone, and
    `unit_path` that unit with all above it on that day. `adviser_number`, `customer`,
    `applications` and `policies` are the sources' own ids. Where the source does not say when it
    started, `starts_as_received` is true and `started_at` the moment it was received.

    `violated` and `undecidable` are ids of rules in the current reading, `worst` the gravest
    severity violated (0 critical … 3 note), `score` the scorecard's, 0 to 100. `failure` is where
    the engine failed on it, when `state` is failed.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be read")
        READ = "read", _("Read")
        FAILED = "failed", _("Could not be read")

    class Review(models.TextChoices):
        NONE = "", _("Not decided yet")
        OPEN = "open", _("To be reviewed")
        CLEAR = "clear", _("Nothing to review")

    external_id = models.CharField(max_length=200, unique=True)
    source = models.CharField(max_length=40, blank=True, default="")
    channel = models.CharField(max_length=20)
    direction = models.CharField(max_length=10, blank=True, default="")
    purpose = models.CharField(max_length=20, blank=True, default="")
    result = models.CharField(max_length=20, blank=True, default="")
    started_at = models.DateTimeField()
    starts_as_received = models.BooleanField(default=False)
    day = models.DateField()
    duration_seconds = models.FloatField(null=True, blank=True)
    turns = models.PositiveIntegerField(default=0)
    adviser_number = models.CharField(max_length=200, blank=True, default="")
    adviser = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="conversations", db_index=False
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="conversations", db_index=False
    )
    unit_path = ArrayField(models.BigIntegerField(), default=list)
    customer = models.CharField(max_length=200, blank=True, default="")
    applications = ArrayField(models.CharField(max_length=200), default=list)
    policies = ArrayField(models.CharField(max_length=200), default=list)
    received_at = models.DateTimeField()
    revision = models.ForeignKey("Revision", models.PROTECT, null=True, related_name="+")
    reading = models.ForeignKey("Reading", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    failure = models.CharField(max_length=200, blank=True, default="")
    review = models.CharField(
        max_length=10, choices=Review.choices, blank=True, default=Review.NONE
    )
    score = models.FloatField(null=True, blank=True)
    worst = models.PositiveSmallIntegerField(null=True, blank=True)
    violated = ArrayField(models.CharField(max_length=120), default=list)
    undecidable = ArrayField(models.CharField(max_length=120), default=list)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["-started_at", "-id"], name="conversation_latest"),
            models.Index(fields=["adviser", "-started_at", "-id"], name="conversation_adviser"),
            models.Index(fields=["customer", "-started_at"], name="conversation_customer"),
            models.Index(fields=["worst", "-started_at"], name="conversation_worst"),
            models.Index(fields=["day", "id"], name="conversation_day"),
            models.Index(fields=["purpose", "-started_at", "-id"], name="conversation_purpose"),
            # With the purpose, who sees only some of them walks past the others in the index.
            models.Index(fields=["score", "id", "purpose"], name="conversation_score"),
            models.Index(fields=["id"], condition=Q(state="waiting"), name="conversation_waiting"),
            models.Index(
                fields=["-started_at", "-id"],
                condition=Q(state="failed"),
                name="conversation_failed",
            ),
            GinIndex(fields=["unit_path"], name="conversation_units", fastupdate=False),
            GinIndex(fields=["violated"], name="conversation_violated"),
            GinIndex(fields=["policies"], name="conversation_policies"),
            GinIndex(fields=["applications"], name="conversation_applications"),
        )

    def __str__(self) -> str:
        return self.external_id


class Revision(models.Model):
    """One version of a conversation, whole: `content` is the kernel's own JSON of it.

    Never changed once written. `made_by` is who corrected it; nobody for what a source sent.
    `hash` is SHA-256 over the canonical content: the same content again makes no new revision.
    `delivery` is the file that it came in, if it came in one.
    """

    conversation = models.ForeignKey(
        Conversation, models.CASCADE, related_name="revisions", db_index=False
    )
    number = models.PositiveIntegerField()
    content = models.JSONField()
    hash = models.CharField(max_length=64)
    made_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    reason = models.CharField(max_length=40, blank=True, default="")
    note = models.CharField(max_length=500, blank=True, default="")
    delivery = models.ForeignKey(
        "Delivery", models.PROTECT, null=True, related_name="revisions", db_index=False
    )

    class Meta:
        indexes = (
            models.Index(
                fields=["delivery"], condition=Q(delivery__isnull=False), name="revision_delivery"
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=["conversation", "number"], name="revision_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.conversation_id}.{self.number}"
