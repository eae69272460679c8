"""Files of business facts: which columns they have, what they would change, what they did."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from goodfaith.platform.arriving.file import ArrivingFile
from goodfaith.trust.models import Staff
from goodfaith.trust.roles import Role
from goodfaith.trust.viewing import Viewer
from goodfaith.trust.visibility import holds_whole

IMPORT = "facts.import"


class FactImportQuerySet(models.QuerySet["FactImport"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Whose files `viewer` may know of: the one rule, for every page, route and count.

        Facts are of the whole insurer, and a file quotes whom they are about: compliance and
        whoever may import for all of it see every file, others what they handed in themselves.
        """
        if Role.COMPLIANCE in viewer.roles or holds_whole(viewer, IMPORT, timezone.localdate()):
            return self
        return self.filter(handed_in_by=viewer.staff_id)


class FactImport(ArrivingFile):
    """One file of facts of one `kind` from one `source`.

    It arrives, is looked at, waits for somebody to say what its columns are, is compared with what
    is known, waits to be confirmed, and is taken in from row `reached` on. `headings` are its
    columns with examples, `mapping` what they hold. `rows` counts the file, the others its rows;
    `by_field` how many facts change in each field. What is taken back later is `restored`, what
    somebody else has changed since `left_newer`.
    """

    class State(models.TextChoices):
        ARRIVING = "arriving", _("Arriving")
        LOOKING = "looking", _("Being looked at")
        MAPPING = "mapping", _("Columns to be checked")
        COMPARING = "comparing", _("Being compared")
        COMPARED = "compared", _("To be confirmed")
        IMPORTING = "importing", _("Being taken in")
        DONE = "done", _("Done")
        UNDOING = "undoing", _("Being taken back")
        UNDONE = "undone", _("Taken back")
        STOPPED = "stopped", _("Stopped")
        FAILED = "failed", _("Failed")

    kind = models.CharField(max_length=60)
    source = models.CharField(max_length=40)
    handed_in_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices)
    headings = models.JSONField(default=list)
    mapping = models.JSONField(default=list)
    mapping_by = models.CharField(max_length=10, blank=True, default="")
    rows = models.PositiveBigIntegerField(default=0)
    reached = models.PositiveBigIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    by_field = models.JSONField(default=dict)
    restored = models.PositiveIntegerField(default=0)
    left_newer = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True, default="")

    objects = FactImportQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["-begun_at"], name="import_latest"),
            models.Index(fields=["kind", "source"], name="import_of_kind"),
        )


class ImportChange(models.Model):
    """An example of what an import would change: `fields` are [attribute, before, after]."""

    class What(models.TextChoices):
        NEW = "new", pgettext_lazy("fact", "New")
        CHANGED = "changed", pgettext_lazy("fact", "Changed")

    of = models.ForeignKey(FactImport, models.CASCADE, related_name="changes")
    place = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    what = models.CharField(max_length=7, choices=What.choices)
    fields = models.JSONField(default=list)


class RefusedRow(models.Model):
    """A row that is not taken in, as it stood in the file, and all that is wrong with it."""

    of = models.ForeignKey(FactImport, models.CASCADE, related_name="refused_rows")
    place = models.CharField(max_length=40)
    cells = ArrayField(models.TextField(), default=list)
    problems = models.JSONField(default=list)


class SavedMapping(models.Model):
    """What the columns of a source's files hold; found again by the headings."""

    source = models.CharField(max_length=40)
    kind = models.CharField(max_length=60)
    header = models.CharField(max_length=64)
    columns = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "source", "header"], name="mapping_once_for_a_header"
            ),
        )
