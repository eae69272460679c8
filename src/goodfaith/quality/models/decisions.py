"""What people said of what was found: confirmed, dismissed, or heard where the machine had not."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from goodfaith.analysis.finding import SEVERITIES, Severity
from goodfaith.quality.models.cases import Case
from goodfaith.quality.models.judgements import Judgement
from goodfaith.trust.models import Staff


class Seat(models.IntegerChoices):
    """Who looks: the reviewer, somebody who does not know what they said, who settles it.

    What stands is said from the highest seat that has said anything.
    """

    FIRST = 1, pgettext_lazy("seat", "Review")
    SECOND = 2, pgettext_lazy("seat", "Second review, blind")
    ARBITER = 3, pgettext_lazy("seat", "Arbitration")
    APPEAL = 4, pgettext_lazy("seat", "Appeal")


class Decision(models.Model):
    """What one person said of one rule in one case. Never changed but for how it ended.

    `machine` is the verdict it was found with (violated, undecidable; "" for what the machine
    missed), `group` hashes what was found and quoted for the rule then: a later judgement that
    finds the same leaves the decision standing, another asks again. `evidence` are the quotations
    it rests on where the person changed them (`conversation`, `utterance`, `start`, `end`), None
    as found. `key` names the press of a key: pressed twice or sent again it is one decision.
    Only one stands for a rule in a seat.
    """

    class Verdict(models.TextChoices):
        CONFIRMED = "confirmed", pgettext_lazy("decision", "Confirmed")
        DISMISSED = "dismissed", pgettext_lazy("decision", "Dismissed")
        UNCLEAR = "unclear", pgettext_lazy("decision", "Cannot be told")

    class Reason(models.TextChoices):
        NONE = "", pgettext_lazy("reason", "None")
        NOT_SAID = "not_said", pgettext_lazy("reason", "Was not said (recognition)")
        WRONG_SPEAKER = "wrong_speaker", pgettext_lazy("reason", "Somebody else said it")
        HARMLESS = "harmless", pgettext_lazy("reason", "Harmless in its context")
        CORRECTED = "corrected", pgettext_lazy("reason", "Put right in the conversation")
        SAID_ELSEWHERE = "said_elsewhere", pgettext_lazy("reason", "Was said elsewhere")
        WRONG_FACT = "wrong_fact", pgettext_lazy("reason", "A business fact is wrong")
        TOO_WIDE = "too_wide", pgettext_lazy("reason", "The rule is too wide")
        OTHER = "other", pgettext_lazy("reason", "Other")

    class Ended(models.TextChoices):
        STANDS = "", pgettext_lazy("decision", "Stands")
        UNDONE = "undone", pgettext_lazy("decision", "Undone")
        REPLACED = "replaced", pgettext_lazy("decision", "Decided anew")

    case = models.ForeignKey(Case, models.CASCADE, related_name="decisions")
    rule = models.CharField(max_length=120)
    seat = models.PositiveSmallIntegerField(choices=Seat.choices, default=Seat.FIRST)
    judgement = models.ForeignKey(Judgement, models.PROTECT, related_name="+")
    group = models.CharField(max_length=64, blank=True, default="")
    machine = models.CharField(max_length=12, blank=True, default="")
    severity = models.CharField(max_length=8, blank=True, default="")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason = models.CharField(
        max_length=16, choices=Reason.choices, blank=True, default=Reason.NONE
    )
    comment = models.CharField(max_length=1000, blank=True, default="")
    evidence = models.JSONField(null=True)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="decisions")
    at = models.DateTimeField()
    key = models.CharField(max_length=64)
    ended_at = models.DateTimeField(null=True)
    ended_as = models.CharField(
        max_length=8, choices=Ended.choices, blank=True, default=Ended.STANDS
    )

    @property
    def gravity(self) -> Severity:
        """The severity it was found with; what the machine missed without one is a note."""
        return next((level for level in SEVERITIES if level == self.severity), "note")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "rule", "seat"],
                condition=Q(ended_at__isnull=True),
                name="decision_once",
            ),
            models.UniqueConstraint(fields=["by", "key"], name="decision_key_once"),
        )
        indexes = (
            models.Index(fields=["rule", "at"], name="decision_rule"),
            models.Index(fields=["at"], name="decision_at"),
        )


class Disagreement(models.Model):
    """Rules of a case of which two people who did not know of each other said different things."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="disagreement")
    rules = ArrayField(models.CharField(max_length=120))
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
