"""Business facts as their sources delivered them: the kernel's records, kept with their moment."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class FactRecord(models.Model):
    """One record of a source, by `kind` and `key` the same for ever; `values` by attribute.

    `belongs_to` holds the ids of customers, applications and policies that it is about: what finds
    the facts of a conversation. `known_at` is when the source delivered these values.
    """

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    values = models.JSONField()
    belongs_to = ArrayField(models.CharField(max_length=210), default=list)
    known_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "key"], name="fact_once"),)
        indexes = (GinIndex(fields=["belongs_to"], name="fact_belongs_to"),)
