"""What was found in a case, what had to happen by when, and what people did to it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from goodfaith.conversations.models import RulebookEdition
from goodfaith.quality.models.case_settings import ScorecardTemplate
from goodfaith.quality.models.cases import Case
from goodfaith.trust.models import Staff


class Judgement(models.Model):
    """All that was found in a case at `as_of`; never changed, and made only when it says more.

    `findings` has a group for each rule that is violated or undecidable: its worst verdict and
    severity, and the kernel's findings about the sale and about each of its conversations.
    `passed` and `not_applicable` have the ids of the rules about the sale. `sources` tells which
    revision and reading of which conversation, `facts` and `connected` what was known: with the
    edition they are all that it takes to judge again. `waits` are deadlines that were open.
    `fingerprint` hashes transcripts, facts and rulebook; `digest` what was found.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="judgements")
    number = models.PositiveIntegerField()
    edition = models.ForeignKey(RulebookEdition, models.PROTECT, related_name="+")
    template = models.ForeignKey(ScorecardTemplate, models.PROTECT, null=True, related_name="+")
    as_of = models.DateTimeField()
    fingerprint = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    findings = models.JSONField()
    passed = ArrayField(models.CharField(max_length=120), default=list)
    not_applicable = ArrayField(models.CharField(max_length=120), default=list)
    sources = models.JSONField()
    waits = models.JSONField()
    facts = models.JSONField()
    connected = ArrayField(models.CharField(max_length=120), default=list)
    scorecard = models.JSONField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "number"], name="judgement_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.case_id}.{self.number}"


class Deadline(models.Model):
    """Something that a rule wants by `due_on`, or the case's own due time (`rule` is "").

    `warned_at` and `ended_at` are set once. A deadline ends as met, as expired, or as gone: what
    it rested on turned out to be otherwise.
    """

    class Outcome(models.TextChoices):
        OPEN = "", pgettext_lazy("deadline", "Open")
        MET = "met", pgettext_lazy("deadline", "Met")
        EXPIRED = "expired", pgettext_lazy("deadline", "Expired")
        GONE = "gone", pgettext_lazy("deadline", "No longer so")

    case = models.ForeignKey(Case, models.CASCADE, related_name="deadlines")
    rule = models.CharField(max_length=120, blank=True, default="")
    due_on = models.DateField()
    warn_on = models.DateField()
    warned_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(
        max_length=8, choices=Outcome.choices, blank=True, default=Outcome.OPEN
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "rule", "due_on"], name="deadline_once"),
        )


class CaseAct(models.Model):
    """What was done to a case, by a person or (`by` is None) because something changed.

    `judgement` is the one that was looked at. Of a case that was reopened because something
    changed, `about` is the judgement that had been signed off: each is reopened so once.
    """

    class Kind(models.TextChoices):
        OPENED = "opened", pgettext_lazy("act", "Opened")
        CONCLUDED = "concluded", pgettext_lazy("act", "Concluded")
        SUPPLEMENT_ASKED = "supplement_asked", pgettext_lazy("act", "Supplement asked for")
        SUPPLEMENT_ARRIVED = "supplement_arrived", pgettext_lazy("act", "Supplement arrived")
        WITHDRAWN = "withdrawn", pgettext_lazy("act", "Withdrawn")
        REOPENED = "reopened", pgettext_lazy("act", "Reopened")
        JOINED = "joined", pgettext_lazy("act", "Joined with another case")
        RENAMED = "renamed", pgettext_lazy("act", "Filed under its application")
        LAPSED = "lapsed", pgettext_lazy("act", "Deadline passed after conclusion")

    case = models.ForeignKey(Case, models.CASCADE, related_name="acts")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    from_state = models.CharField(max_length=10, blank=True, default="")
    to_state = models.CharField(max_length=10, blank=True, default="")
    conclusion = models.CharField(max_length=12, blank=True, default="")
    judgement = models.ForeignKey(Judgement, models.PROTECT, null=True, related_name="+")
    about = models.ForeignKey(Judgement, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=1000, blank=True, default="")
    details = models.JSONField(default=dict)

    class Meta:
        indexes = (models.Index(fields=["case", "at"], name="case_acts"),)
        constraints = (
            models.UniqueConstraint(
                fields=["case", "about"],
                condition=Q(kind="reopened", by__isnull=True),
                name="case_reopened_once",
            ),
        )


class TimeSpent(models.Model):
    """A stretch of somebody's work on a case, and how much of it was listening, in seconds."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="time_spent")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seconds = models.PositiveIntegerField()
    listened_seconds = models.PositiveIntegerField(default=0)
