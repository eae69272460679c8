"""Rulebooks while people write them: a version, and every change of its files."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from goodfaith.conversations.models import RulebookEdition
from goodfaith.trust.models import Staff


class RulebookVersion(models.Model):
    """A rulebook from draft to published; `number` counts them from 1.

    `archive` is a ZIP of the files it began with, its `VersionFile`s what was changed since;
    `changes` counts those. `test` is what its examples said (`versions.testing.Tested`) when there
    were `tested_changes` of them: another change makes it a draft again. `edition` is what
    publishing made of it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        TESTED = "tested", _("Tested")
        PUBLISHED = "published", pgettext_lazy("version", "Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Testing(models.TextChoices):
        NONE = "", _("Not tested yet")
        RUNNING = "running", _("Being tested")
        PASSED = "passed", _("All examples give their verdict")
        FAILED = "failed", _("Examples fail")

    number = models.PositiveIntegerField(unique=True)
    name = models.CharField(max_length=120)
    note = models.CharField(max_length=2000, blank=True, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    archive = models.BinaryField()
    changes = models.PositiveIntegerField(default=0)
    testing = models.CharField(
        max_length=10, choices=Testing.choices, blank=True, default=Testing.NONE
    )
    test = models.JSONField(default=dict)
    test_done = models.PositiveIntegerField(default=0)
    test_total = models.PositiveIntegerField(default=0)
    tested_changes = models.PositiveIntegerField(default=0)
    tested_at = models.DateTimeField(null=True, blank=True)
    edition = models.OneToOneField(
        RulebookEdition, models.PROTECT, null=True, related_name="version"
    )
    published_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    in_force_from = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed."""
        return self.state in (self.State.DRAFT, self.State.TESTED)

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class VersionFile(models.Model):
    """One change of one file: `number` counts a file's changes from 1; without `text` it is gone.

    Never changed once written: undoing is another change, to the text of the one before.
    """

    version = models.ForeignKey(RulebookVersion, models.CASCADE, related_name="file_changes")
    path = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    text = models.TextField(null=True)
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undoes = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["version", "path", "number"], name="version_file_number_once"
            ),
        )


class ReviewCost(models.Model):
    """What reviewing one finding costs, in minutes, as somebody decided; one row at most."""

    only = models.BooleanField(unique=True, default=True)
    minutes = models.FloatField()
    decided_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()
