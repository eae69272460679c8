"""How much of each kind each source has given: counted in the background, read by a page."""

from __future__ import annotations

from django.db import models


class SourceCount(models.Model):
    """`fields` counts the records that know each attribute; `latest_at` is when one last came.

    `marker` changes with any fact: what was counted at the same one is still right.
    """

    kind = models.CharField(max_length=60)
    source = models.CharField(max_length=40, blank=True, default="")
    records = models.PositiveBigIntegerField()
    latest_at = models.DateTimeField()
    fields = models.JSONField(default=dict)
    counted_at = models.DateTimeField()
    marker = models.CharField(max_length=60)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "source"], name="source_counted_once"),
        )
