"""Business facts as their sources delivered them: the kernel's records, kept with their moment."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q


class FactRecord(models.Model):
    """One record of a source, by `kind` and `key` the same for ever; `values` by attribute.

    `belongs_to` holds the ids of customers, applications and policies that it is about: what finds
    the facts of a conversation. `known_at` is when `source` delivered these values, `came_with`
    the import they came with. What it held before is kept by a trigger, whoever changes it.
    """

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    values = models.JSONField()
    belongs_to = ArrayField(models.CharField(max_length=210), default=list)
    known_at = models.DateTimeField()
    source = models.CharField(max_length=40, blank=True, default="")
    came_with = models.ForeignKey(
        "policies.FactImport", models.PROTECT, null=True, blank=True, related_name="facts",
        # Checked row by row it would cost as much as the rest of a large import.
        db_constraint=False, db_index=False,
    )  # fmt: skip

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "key"], name="fact_once"),)
        indexes = (
            GinIndex(fields=["belongs_to"], name="fact_belongs_to"),
            models.Index(fields=["kind", "-known_at"], name="fact_latest"),
            models.Index(
                fields=["came_with"], name="fact_of_import", condition=Q(came_with__isnull=False)
            ),
        )


class FactVersion(models.Model):
    """What a fact said from `known_at` up to `known_until`; rows are added and never changed."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    values = models.JSONField()
    belongs_to = ArrayField(models.CharField(max_length=210), default=list)
    known_at = models.DateTimeField()
    known_until = models.DateTimeField()
    source = models.CharField(max_length=40, blank=True, default="")
    came_with = models.ForeignKey(
        "policies.FactImport", models.PROTECT, null=True, blank=True, related_name="+",
        db_index=False, db_constraint=False,
    )  # fmt: skip

    class Meta:
        indexes = (
            models.Index(fields=["kind", "key", "-known_until"], name="fact_version_of"),
            GinIndex(fields=["belongs_to"], name="fact_version_belongs_to"),
        )
