"""Every change and every look at private data. Rows are added, never changed, never taken away."""

from __future__ import annotations

from django.db import models


class LedgerEntry(models.Model):
    """`at` is when it happened, `recorded_at` when the database wrote it.

    The actor is a person, a token's service or the system itself (`actor_kind`), by the id it had.
    `object_kind` and `object_id` name what it was done to; `details` holds ids and codes, never
    anybody's words or data.
    """

    at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.CharField(max_length=64, blank=True, default="")
    act = models.CharField(max_length=64)
    object_kind = models.CharField(max_length=64)
    object_id = models.CharField(max_length=128)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = (
            models.Index(fields=["object_kind", "object_id", "id"]),
            models.Index(fields=["actor_kind", "actor_id", "id"]),
            models.Index(fields=["act", "id"]),
        )
