"""The organisation as it was on each day: units, where they hang, and who sits where.

Nothing here is moved: a move ends one row and begins another, so that what was said last month
stays with last month's team. Ranges include their first day and exclude their last.
"""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Value
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def _same(column: str) -> Func:
    """The embedded PostgreSQL has no btree_gist: equality is an overlap of one-number ranges."""
    return Func(F(column), F(column), Value("[]"), function="int8range")


def _never_twice(column: str, name: str) -> ExclusionConstraint:
    return ExclusionConstraint(
        name=name,
        expressions=[
            (_same(column), RangeOperators.OVERLAPS),
            ("during", RangeOperators.OVERLAPS),
        ],
    )


class Level(models.Model):
    """A rank of the tree by the insurer's own names: 总公司, 分公司, 职场, 团队."""

    order = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=40)
    english_name = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        ordering = ("order",)

    def __str__(self) -> str:
        """As the page's language has it; in Chinese where there is no English name."""
        return self.english_name if get_language() == "en" and self.english_name else self.name


class Unit(models.Model):
    """A part of the organisation; `kind` tells whose people work there."""

    class Kind(models.TextChoices):
        OWN = "own", _("Own")
        OUTSOURCED = "outsourced", _("Outsourced site")
        BANK = "bank", _("Bank branch")

    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=240, blank=True, default="")
    level = models.ForeignKey(Level, models.PROTECT, related_name="units")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.OWN)

    def __str__(self) -> str:
        return self.code


class UnitPosition(models.Model):
    """Below which unit a unit hangs; without a parent it is the top of a tree."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="positions")
    parent = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="child_positions"
    )
    during = DateRangeField()

    class Meta:
        constraints = (
            _never_twice("unit_id", "unit_in_one_place"),
            models.CheckConstraint(
                condition=~models.Q(parent=F("unit")), name="unit_not_below_itself"
            ),
        )


class Placement(models.Model):
    """In which unit a person works."""

    staff = models.ForeignKey("trust.Staff", models.CASCADE, related_name="placements")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="placements")
    during = DateRangeField()

    class Meta:
        constraints = (_never_twice("staff_id", "staff_in_one_unit"),)


class OrganisationVersion(models.Model):
    """One row: changes with every change of units and positions, whoever makes it (a trigger).

    What was worked out from the tree is right for as long as this stays the same.
    """

    id = models.PositiveSmallIntegerField(primary_key=True)
    version = models.UUIDField()
