"""The sound of a conversation."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodfaith.conversations.models.conversation import Conversation


class Recording(models.Model):
    """A sound file below the recordings folder, or the address where one may be heard.

    `left` is who speaks in the left channel of two; `peaks` draws the player.
    """

    class State(models.TextChoices):
        READY = "ready", _("Ready")
        TRANSCRIBING = "transcribing", _("Being transcribed")
        TRANSCRIBED = "transcribed", _("Transcribed")
        FAILED = "failed", _("Failed")

    conversation = models.OneToOneField(Conversation, models.CASCADE, related_name="recording")
    path = models.CharField(max_length=300, blank=True, default="")
    url = models.URLField(max_length=1000, blank=True, default="")
    media_type = models.CharField(max_length=60, blank=True, default="")
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    seconds = models.FloatField(null=True, blank=True)
    channels = models.PositiveSmallIntegerField(null=True, blank=True)
    left = models.CharField(max_length=10, blank=True, default="")
    peaks = models.JSONField(default=list)
    state = models.CharField(max_length=14, choices=State.choices, default=State.READY)
    progress = models.FloatField(default=0.0)
    failure = models.CharField(max_length=300, blank=True, default="")
    attached_at = models.DateTimeField()
