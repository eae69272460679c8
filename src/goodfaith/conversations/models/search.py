"""What text search looks in."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from goodfaith.conversations.models.conversation import Conversation


class SearchText(models.Model):
    """Each pair of neighbouring characters of the current revision once, packed into a number.

    See `goodfaith.conversations.pairs`. `folded` are the texts of its utterances, each folded and
    ended by a line break. A row of its own: lists never read it, and it is written
    when a conversation is read.
    """

    conversation = models.OneToOneField(
        Conversation, models.CASCADE, primary_key=True, related_name="search_text"
    )
    pairs = ArrayField(models.IntegerField())
    folded = models.TextField(default="")

    class Meta:
        indexes = (GinIndex(fields=["pairs"], name="search_pairs", gin_pending_list_limit=16_384),)
