"""What was read in a revision, by which rulebook; every reading is kept."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goodfaith.trust.models import Staff
from goodfaith.trust.roles import Role
from goodfaith.trust.viewing import Viewer
from goodfaith.trust.visibility import units_of_act

REREAD = "conversations.reread"


class RulebookEdition(models.Model):
    """A rulebook as it was published: immutable, in force from a day until the next one is.

    It may be put in force again (`EditionReturn`), as the same edition: what was read and judged
    by it before and after is comparable, and judged again exactly as then.
    `archive` is a ZIP of its files as they were, `hash` the kernel's hash of what they mean.
    """

    hash = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    in_force_from = models.DateField()
    archive = models.BinaryField()
    published_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["-in_force_from", "-published_at"]),)


class EditionReturn(models.Model):
    """That an edition is to be in force again: asked for by one person, confirmed by another.

    Once confirmed it judges the days from `in_force_from` on until the next edition does; the days
    before stay with whatever was in force on them. One that was not confirmed, or was taken back
    before its day, has `ended_at`.
    """

    edition = models.ForeignKey(RulebookEdition, models.PROTECT, related_name="returns")
    in_force_from = models.DateField()
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["edition"],
                condition=Q(confirmed_at__isnull=True, ended_at__isnull=True),
                name="edition_return_asked_once",
            ),
            models.CheckConstraint(
                condition=~Q(confirmed_by=F("asked_by")), name="edition_return_by_two"
            ),
        )


class Reading(models.Model):
    """All that was found in one revision by one edition with the facts known at that moment.

    `reason` is why it was read, "" where that was not noted.
    `findings` has the violated and undecidable ones whole, as the kernel tells them; of the others
    `passed` and `not_applicable` have the rules' ids. `fingerprint` is the kernel's; `score` the
    scorecard's, 0 to 100. `mentions` are as `conversations.mentions` packs them.
    """

    class Reason(models.TextChoices):
        RECEIVED = "received", _("It arrived")
        CORRECTED = "corrected", _("It was corrected")
        FACTS = "facts", _("A business fact arrived")
        PUBLISHED = "published", _("It had waited for a rulebook")
        REREAD = "reread", _("The period was read again")

    revision = models.ForeignKey(
        "Revision", models.CASCADE, related_name="readings", db_index=False
    )
    edition = models.ForeignKey(RulebookEdition, models.PROTECT, related_name="+")
    read_at = models.DateTimeField()
    reason = models.CharField(max_length=10, choices=Reason.choices, blank=True, default="")
    fingerprint = models.CharField(max_length=64)
    findings = models.JSONField()
    passed = ArrayField(models.CharField(max_length=120), default=list)
    not_applicable = ArrayField(models.CharField(max_length=120), default=list)
    mentions = models.JSONField()
    measures = models.JSONField()
    steps = models.JSONField()
    scorecard = models.JSONField()
    score = models.FloatField()

    class Meta:
        indexes = (models.Index(fields=["revision", "-id"]),)


class RereadingQuerySet(models.QuerySet["Rereading"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """What `viewer` may know of: re-readings of nothing but their part of the organisation.

        Compliance sees all. Counts and differences are of a re-reading as a whole, so who holds
        only some of its units sees none of it; what it changed is in their conversations' history.
        """
        if Role.COMPLIANCE in viewer.roles:
            return self
        held = sorted(units_of_act(viewer, REREAD, timezone.localdate()))
        return self.filter(unit_ids__len__gt=0, unit_ids__contained_by=held)


class Rereading(models.Model):
    """Reading a period again, in the background: by whom, how far, and what it changed.

    Conversations of the days `from_on` to `to_on` are read by the edition in force on their day,
    in the order of their ids; those up to `reached_id` have been. Only those of `unit_ids` and
    below, which whoever asked holds; of all units, and of none, where that is null. `gained` and
    `lost` count violations by rule id, `changed` the conversations with a difference.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")

    edition = models.ForeignKey(RulebookEdition, models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField()
    asked_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    unit_ids = ArrayField(models.BigIntegerField(), null=True, default=None)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    reached_id = models.BigIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    gained = models.JSONField(default=dict)
    lost = models.JSONField(default=dict)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RereadingQuerySet.as_manager()


class RereadingChange(models.Model):
    """A conversation of which a rereading found something else: rule ids, and both readings."""

    rereading = models.ForeignKey(Rereading, models.CASCADE, related_name="changes")
    conversation = models.ForeignKey("Conversation", models.CASCADE, related_name="+")
    before = models.ForeignKey(Reading, models.CASCADE, null=True, related_name="+")
    after = models.ForeignKey(Reading, models.CASCADE, related_name="+")
    gained = ArrayField(models.CharField(max_length=120), default=list)
    lost = ArrayField(models.CharField(max_length=120), default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["rereading", "conversation"], name="rereading_change_once"
            ),
        )


class Touched(models.Model):
    """A conversation that facts bear on that came in bulk, until it has been read again.

    However many facts of however many events are about it, it is here once.
    """

    conversation = models.OneToOneField(
        "conversations.Conversation", models.CASCADE, primary_key=True, related_name="+"
    )
