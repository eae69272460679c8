"""What was counted by day, so that overviews of long periods are read and not counted.

Everything here can be counted again from cases, conversations and decisions; `overview.counting`
does, for the days that the database has noted as stale.
"""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from goodfaith.quality.models.cases import Case
from goodfaith.quality.overview.tallying import FOUND
from goodfaith.trust.models import Staff
from goodfaith.trust.roles import Role
from goodfaith.trust.viewing import Viewer
from goodfaith.trust.visibility import units_of_act

EXPORT = "overview.export"


class CaseFinding(models.Model):
    """What stands of one rule in one case: what the machine found, and what people made of it.

    `verdict` is the machine's ("" for what it missed), `decided` what stands of it.
    """

    class Decided(models.TextChoices):
        OPEN = "", pgettext_lazy("decided", "Not decided")
        CONFIRMED = "confirmed", pgettext_lazy("decided", "Confirmed")
        DISMISSED = "dismissed", pgettext_lazy("decided", "Dismissed")
        UNCLEAR = "unclear", pgettext_lazy("decided", "Cannot be told")
        RESOLVED = "resolved", pgettext_lazy("decided", "Violated after all")
        CLEARED = "cleared", pgettext_lazy("decided", "Passed after all")
        MISSED = "missed", pgettext_lazy("decided", "Missed by the machine")

    case = models.ForeignKey(Case, models.CASCADE, related_name="case_findings")
    rule = models.CharField(max_length=120)
    verdict = models.CharField(max_length=12, blank=True, default="")
    severity = models.CharField(max_length=8, blank=True, default="")
    decided = models.CharField(
        max_length=10, choices=Decided.choices, blank=True, default=Decided.OPEN
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "rule"], name="case_finding_once"),)
        indexes = (models.Index(fields=["rule", "decided"], name="case_finding_rule"),)


class TallyQuerySet(models.QuerySet["Tally"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Of the units that one holds, as they hung on the day: as the cases behind are seen."""
        if Role.COMPLIANCE in viewer.roles:
            return self
        return self.filter(path__overlap=viewer.units_of(*TALLY_ROLES))

    def of_unit(self, unit: int, viewer: Viewer) -> Self:
        """Those of one unit, as far as visible. Who holds the unit itself holds all of them."""
        found = self.filter(unit=unit)
        return found if unit in viewer.units_of(*TALLY_ROLES) else found.visible_to(viewer)


TALLY_ROLES = (Role.MANAGER, Role.OPERATIONS)


class Tally(models.Model):
    """One day's numbers of one unit with all below it, by channel and product type.

    `of` is cases or conversations (talks). `path` is the unit with all above it on the day,
    `parent` the unit directly above; all of them empty for the whole installation. `is_own`: only
    of what belongs to the unit itself, not to one below; those rows are not part of the others.
    `rule` "" counts cases and conversations with all that was found in them, else what one rule
    found. What each number means: `overview.tallying`.
    """

    class Of(models.TextChoices):
        CASE = "case", pgettext_lazy("tally", "Cases")
        TALK = "talk", pgettext_lazy("tally", "Conversations")

    of = models.CharField(max_length=4, choices=Of.choices)
    day = models.DateField()
    unit = models.BigIntegerField(null=True)
    parent = models.BigIntegerField(null=True)
    path = ArrayField(models.BigIntegerField(), default=list)
    is_own = models.BooleanField(default=False)
    channel = models.CharField(max_length=20, blank=True, default="")
    product_type = models.CharField(max_length=40, blank=True, default="")
    rule = models.CharField(max_length=120, blank=True, default="")
    total = models.PositiveIntegerField(default=0)
    judged = models.PositiveIntegerField(default=0)
    reviewed = models.PositiveIntegerField(default=0)
    qualified = models.PositiveIntegerField(default=0)
    unqualified = models.PositiveIntegerField(default=0)
    critical = models.PositiveIntegerField(default=0)
    major = models.PositiveIntegerField(default=0)
    minor = models.PositiveIntegerField(default=0)
    note = models.PositiveIntegerField(default=0)
    upheld = models.PositiveIntegerField(default=0)
    undecided = models.PositiveIntegerField(default=0)
    doubtful = models.PositiveIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)
    silent = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    violated = models.PositiveIntegerField(default=0)
    undecidable = models.PositiveIntegerField(default=0)
    confirmed = models.PositiveIntegerField(default=0)
    dismissed = models.PositiveIntegerField(default=0)
    unclear = models.PositiveIntegerField(default=0)
    resolved = models.PositiveIntegerField(default=0)
    cleared = models.PositiveIntegerField(default=0)
    missed = models.PositiveIntegerField(default=0)

    objects = TallyQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["day"], name="tally_day"),
            models.Index(fields=["unit", "of", "day"], condition=Q(rule=""), name="tally_unit"),
            models.Index(fields=["parent", "of", "day"], condition=Q(rule=""), name="tally_parent"),
            # There are twenty times as many of rules: what is summed of them is read from here.
            models.Index(
                fields=["unit", "of", "day"],
                include=["rule", "is_own", "channel", "product_type", *FOUND],
                condition=~Q(rule=""),
                name="tally_rules",
            ),
        )


class StaleDay(models.Model):
    """That something of a day has changed since it was counted.

    Written by the database itself with every such change. A day may be here many times: nobody
    waits for anybody else who changes the same one.
    """

    day = models.DateField()

    class Meta:
        indexes = (models.Index(fields=["day"], name="stale_day"),)


class Counted(models.Model):
    """One row: as of when the tallies are complete."""

    only = models.BooleanField(unique=True, default=True)
    at = models.DateTimeField()


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """The own ones, as long as one holds every unit that they tell of; compliance sees all."""
        if Role.COMPLIANCE in viewer.roles:
            return self
        held = sorted(units_of_act(viewer, EXPORT, timezone.localdate()))
        return self.filter(
            asked_by_id=viewer.staff_id, unit_ids__len__gt=0, unit_ids__contained_by=held
        )


class Report(models.Model):
    """A workbook about a day or a week as a head office sends it, kept to be taken again.

    `unit_ids` are the units that it tells of with all below; null for all of them. `steps` counts
    what has been done of `STEPS`. `content` is the workbook, as it was when it was made.
    """

    class Kind(models.TextChoices):
        DAILY = "daily", pgettext_lazy("report", "Daily report")
        WEEKLY = "weekly", pgettext_lazy("report", "Weekly report")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("report", "Being made")
        DONE = "done", pgettext_lazy("report", "Ready")
        FAILED = "failed", pgettext_lazy("report", "Failed")

    kind = models.CharField(max_length=6, choices=Kind.choices)
    from_on = models.DateField()
    to_on = models.DateField()
    unit_ids = ArrayField(models.BigIntegerField(), null=True, default=None)
    unit_name = models.CharField(max_length=200, blank=True, default="")
    language = models.CharField(max_length=10)
    asked_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    steps = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(null=True)
    content = models.BinaryField(null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["asked_by", "-asked_at"], name="report_asked"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.from_on}"
