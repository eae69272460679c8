"""Files that were handed in: where they came from, how far they are, what could not be read."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goodfaith.conversations.models.conversation import Revision
from goodfaith.platform.arriving.file import ArrivingFile
from goodfaith.trust.models import Staff
from goodfaith.trust.roles import ACTS, Role
from goodfaith.trust.viewing import Viewer
from goodfaith.trust.visibility import holds_whole

RECEIVE = "conversations.receive"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Whose files `viewer` may know of: the one rule, for every page, route and count.

        Compliance and whoever may receive for the whole organisation see all; everybody what they
        handed in themselves; who may receive for a part what came into that part alone. Counts and
        problems are of a file as a whole, so one conversation of another part hides it; as long as
        it is being taken in, and where it repeats what was there before (which is not kept by
        file), it is not known to have none.
        """
        if Role.COMPLIANCE in viewer.roles or holds_whole(viewer, RECEIVE, timezone.localdate()):
            return self
        seen = Q(handed_in_by=viewer.staff_id)
        if units := viewer.units_of(*ACTS[RECEIVE]):
            brought = Revision.objects.filter(delivery=OuterRef("pk"))
            elsewhere = brought.exclude(conversation__unit_path__overlap=units)
            seen |= Q(Exists(brought), ~Exists(elsewhere), ended_at__isnull=False, same=0)
        return self.filter(seen)


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

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["-begun_at"], name="delivery_latest"),
            models.Index(fields=["sha256"], name="delivery_sha256"),
        )


class DeliveryProblem(models.Model):
    """What could not be read, where in the file, what was found there and what was expected.

    `entry` is the file's name within an archive, "" for a file that was handed in as it is.
    """

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="problems")
    code = models.CharField(max_length=60)
    entry = models.CharField(max_length=200, blank=True, default="")
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
