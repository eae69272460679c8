"""Filters that somebody wants to have again."""

from __future__ import annotations

from django.db import models

from goodfaith.trust.models import Staff


class SavedFilter(models.Model):
    """`query` is the query string of the list, as its address has it."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="saved_filters")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=2000)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["staff", "name"], name="saved_filter_name_once"),
        )
