"""What the insurer settles about cases: until when they are due, what breaking a rule costs."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import pgettext_lazy

from goodfaith.trust.models import Staff


class DuePolicy(models.Model):
    """Until when the sales of a channel are to be reviewed; `channel` "" is for all others.

    Before issue: `days` after the signature. Before the cooling-off period ends: `days` before its
    last day. A warning comes `warn_days` before any deadline of the case.
    """

    class Until(models.TextChoices):
        ISSUE = "issue", pgettext_lazy("due", "Before the policy is issued")
        COOLING_OFF = "cooling_off", pgettext_lazy("due", "Before cooling-off ends")

    channel = models.CharField(max_length=20, blank=True, default="", unique=True)
    until = models.CharField(max_length=12, choices=Until.choices, default=Until.ISSUE)
    days = models.PositiveSmallIntegerField(default=3)
    warn_days = models.PositiveSmallIntegerField(default=3)
    changed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(db_default=Now())


class ScorecardTemplate(models.Model):
    """What rules cost on the scorecard of sales of a product type and a channel; "" is any.

    `lines` has rules and families (`family:disclosure`) with `points` (扣分) and `veto` (一票否决);
    what it does not name costs what the rulebook says. `full_score` is what a card begins with.
    Never changed: the next one of the same product type and channel has the next `number` and
    begins on another day.
    """

    product_type = models.CharField(max_length=40, blank=True, default="")
    channel = models.CharField(max_length=20, blank=True, default="")
    number = models.PositiveIntegerField()
    in_force_from = models.DateField()
    full_score = models.FloatField(default=100.0)
    pass_score = models.FloatField(null=True)
    lines = models.JSONField(default=dict)
    note = models.CharField(max_length=500, blank=True, default="")
    made_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["product_type", "channel", "number"], name="template_number_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.product_type or '*'}/{self.channel or '*'} {self.number}"
