"""Where private data is in a transcript, and who was let look at it for a while."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PrivateSpans(models.Model):
    """All private spans of the transcript with this `hash`, found once.

    `spans` is the MessagePack of a list of `PrivateSpan`; `finder` the version of the code that
    found them: spans of another version are found again.
    """

    hash = models.CharField(max_length=64, primary_key=True)
    finder = models.PositiveSmallIntegerField()
    spans = models.BinaryField()


class Unmasking(models.Model):
    """One person sees one private thing in the clear `until` then; why stands beside it.

    `place` names the thing inside the object: the hash of a transcript and the number of a value
    in it, or the name of a field.
    """

    class Reason(models.TextChoices):
        REVIEW = "review", _("To decide a finding")
        CALL_BACK = "call_back", _("To reach the customer")
        COMPLAINT = "complaint", _("To answer a complaint")
        INQUIRY = "inquiry", _("An inquiry by the regulator or a court")
        IDENTIFY = "identify", _("To tell two customers apart")
        OTHER = "other", _("Something else")

    staff = models.ForeignKey("trust.Staff", models.CASCADE, related_name="+")
    object_kind = models.CharField(max_length=64)
    object_id = models.CharField(max_length=200)
    place = models.CharField(max_length=120)
    reason = models.CharField(max_length=12, choices=Reason.choices)
    text = models.CharField(max_length=500, blank=True, default="")
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["staff", "object_kind", "object_id", "until"]),)
