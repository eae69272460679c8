"""What follows from a confirmed finding: the adviser is told, may appeal, things are put right."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from goodfaith.quality.models.cases import Case
from goodfaith.quality.models.decisions import Decision
from goodfaith.trust.models import Staff, Unit
from goodfaith.trust.roles import Role
from goodfaith.trust.viewing import Viewer


def _seen_by(viewer: Viewer, prefix: str = "") -> Q:
    """The own ones, and those of the units that one reviews or leads on the conversation's day."""
    if Role.COMPLIANCE in viewer.roles:
        return Q()
    seen = Q(**{f"{prefix}adviser_id": viewer.staff_id})
    if units := viewer.units_of(Role.MANAGER, Role.REVIEWER):
        seen |= Q(**{f"{prefix}unit_path__overlap": units})
    return seen


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, viewer: Viewer) -> Self:
        return self.filter(_seen_by(viewer))


class Notice(models.Model):
    """What an adviser is told about one case after it was concluded: its charges, and by when.

    `unit` and `unit_path` are those of the adviser on its day. Acknowledged, appealed against, or
    left until `answer_by` and lapsed; appeals are taken until `appeal_by`, also of what was
    acknowledged or has lapsed. One a case, conclusion (`number`) and adviser.
    """

    class State(models.TextChoices):
        SENT = "sent", pgettext_lazy("notice", "To be read")
        ACKNOWLEDGED = "acknowledged", pgettext_lazy("notice", "Acknowledged")
        APPEALED = "appealed", pgettext_lazy("notice", "Appealed against")
        LAPSED = "lapsed", pgettext_lazy("notice", "Not answered in time")
        WITHDRAWN = "withdrawn", pgettext_lazy("notice", "Withdrawn")

    case = models.ForeignKey(Case, models.CASCADE, related_name="notices")
    number = models.PositiveIntegerField()
    adviser = models.ForeignKey(Staff, models.PROTECT, related_name="notices")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    unit_path = ArrayField(models.BigIntegerField(), default=list)
    day = models.DateField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.SENT)
    sent_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    appeal_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "number", "adviser"], name="notice_number_once"
            ),
        )
        indexes = (
            models.Index(fields=["adviser", "-sent_at"], name="notice_adviser"),
            models.Index(fields=["answer_by"], condition=Q(state="sent"), name="notice_open"),
            GinIndex(fields=["unit_path"], name="notice_units", fastupdate=False),
        )


class ChargeQuerySet(models.QuerySet["Charge"]):
    def visible_to(self, viewer: Viewer) -> Self:
        return self.filter(_seen_by(viewer))

    def standing(self) -> Self:
        """Those that count: neither restored after an appeal nor taken back."""
        return self.filter(ended_at=None)


class Charge(models.Model):
    """One confirmed finding that counts against an adviser, with its points (扣分).

    It counts for the team of the conversation's `day` (`unit`, `unit_path`), and for no team from
    `ended_at` on: an appeal was upheld (restored), or a later conclusion took it back. To
    acknowledge it takes no right away: it can still be appealed against in time.
    """

    class Ended(models.TextChoices):
        STANDS = "", pgettext_lazy("charge", "Counts")
        RESTORED = "restored", pgettext_lazy("charge", "Restored after an appeal")
        TAKEN_BACK = "taken_back", pgettext_lazy("charge", "Taken back")

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="charges")
    case = models.ForeignKey(Case, models.CASCADE, related_name="charges")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="charges")
    rule = models.CharField(max_length=120)
    severity = models.CharField(max_length=8)
    points = models.FloatField(default=0.0)
    adviser = models.ForeignKey(Staff, models.PROTECT, related_name="charges")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    unit_path = ArrayField(models.BigIntegerField(), default=list)
    day = models.DateField()
    made_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_as = models.CharField(
        max_length=10, choices=Ended.choices, blank=True, default=Ended.STANDS
    )

    objects = ChargeQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "rule"], condition=Q(ended_at__isnull=True), name="charge_once"
            ),
        )
        indexes = (
            models.Index(fields=["adviser", "day"], name="charge_adviser"),
            models.Index(fields=["rule", "day"], name="charge_rule"),
            GinIndex(fields=["unit_path"], name="charge_units", fastupdate=False),
        )


class AppealQuerySet(models.QuerySet["Appeal"]):
    def visible_to(self, viewer: Viewer) -> Self:
        return self.filter(_seen_by(viewer, "charge__"))


class Appeal(models.Model):
    """An adviser says that a charge is wrong: another reviewer answers, then the manager.

    `stage` is who answers, or has answered last; `answer_by` until when. Of one that another
    reviewer has rejected `answer_by` is until when the adviser may carry it on to the manager.
    `judge` has taken it to answer it, or has answered it. `is_late` once nobody had answered in
    time at this stage. It is moot when the charge was taken back meanwhile. `revision` counts
    what changes: whoever acts says which one they saw.
    """

    class Stage(models.TextChoices):
        REVIEWER = "reviewer", pgettext_lazy("appeal", "Another reviewer")
        MANAGER = "manager", pgettext_lazy("appeal", "Manager")

    class State(models.TextChoices):
        FILED = "filed", pgettext_lazy("appeal", "To be answered")
        REJECTED = "rejected", pgettext_lazy("appeal", "Rejected")
        UPHELD = "upheld", pgettext_lazy("appeal", "Upheld")
        DROPPED = "dropped", pgettext_lazy("appeal", "Taken back by the adviser")
        MOOT = "moot", pgettext_lazy("appeal", "Settled: the finding was taken back")

    charge = models.OneToOneField(Charge, models.CASCADE, related_name="appeal")
    text = models.CharField(max_length=2000)
    filed_at = models.DateTimeField()
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.REVIEWER)
    state = models.CharField(max_length=8, choices=State.choices, default=State.FILED)
    answer_by = models.DateTimeField(null=True)
    judge = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    is_late = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)

    objects = AppealQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["state", "answer_by"], name="appeal_open"),)


class AppealStep(models.Model):
    """What was done to an appeal: filed, taken, answered at a stage, carried on, late."""

    class Kind(models.TextChoices):
        FILED = "filed", pgettext_lazy("appeal step", "Filed")
        TAKEN = "taken", pgettext_lazy("appeal step", "Taken in hand")
        GIVEN_BACK = "given_back", pgettext_lazy("appeal step", "Given back")
        UPHELD = "upheld", pgettext_lazy("appeal step", "Upheld")
        REJECTED = "rejected", pgettext_lazy("appeal step", "Rejected")
        CARRIED_ON = "carried_on", pgettext_lazy("appeal step", "Carried on to the manager")
        DROPPED = "dropped", pgettext_lazy("appeal step", "Taken back")
        LATE = "late", pgettext_lazy("appeal step", "Not answered in time")
        MOOT = "moot", pgettext_lazy("appeal step", "Settled: the finding was taken back")

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    stage = models.CharField(max_length=8, choices=Appeal.Stage.choices)
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=2000, blank=True, default="")


class ExampleProposal(models.Model):
    """That what a rule wrongly took for a violation should become an example it lets pass.

    One an appeal. `example` is the line of YAML, private words covered; `version` the draft it
    was put into.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("proposal", "Proposed")
        TAKEN = "taken", pgettext_lazy("proposal", "Put into a draft")
        REFUSED = "refused", pgettext_lazy("proposal", "Refused")

    appeal = models.OneToOneField(Appeal, models.CASCADE, related_name="proposal")
    rule = models.CharField(max_length=120)
    example = models.TextField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PROPOSED)
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    version = models.ForeignKey(
        "RulebookVersion", models.SET_NULL, null=True, related_name="proposals"
    )
    note = models.CharField(max_length=500, blank=True, default="")


class CorrectiveActionQuerySet(models.QuerySet["CorrectiveAction"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Those of cases one may see, and what one has to do oneself."""
        if Role.COMPLIANCE in viewer.roles:
            return self
        seen = Q(owner_id=viewer.staff_id)
        if units := viewer.units_of(Role.MANAGER, Role.REVIEWER, Role.OPERATIONS):
            seen |= Q(unit_path__overlap=units) & ~Q(case__adviser_id=viewer.staff_id)
        return self.filter(seen)


class CorrectiveAction(models.Model):
    """Something to be put right (整改) after a case: who does what by when, to its closure.

    `unit_path` is the case's. Done by `owner`, closed by somebody else who has looked.
    """

    class Kind(models.TextChoices):
        CALL = "call", pgettext_lazy("corrective", "Remedial call")
        SUPPLEMENT = "supplement", pgettext_lazy("corrective", "Supplementary recording")
        RETRAINING = "retraining", pgettext_lazy("corrective", "Retraining")
        REFUND = "refund", pgettext_lazy("corrective", "Refund check")
        OTHER = "other", pgettext_lazy("corrective", "Other")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("corrective", "Open")
        DONE = "done", pgettext_lazy("corrective", "Done, to be checked")
        CLOSED = "closed", pgettext_lazy("corrective", "Closed")
        CANCELLED = "cancelled", pgettext_lazy("corrective", "Cancelled")

    case = models.ForeignKey(Case, models.CASCADE, related_name="corrective_actions")
    rule = models.CharField(max_length=120, blank=True, default="")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    what = models.CharField(max_length=1000)
    owner = models.ForeignKey(Staff, models.PROTECT, related_name="corrective_actions")
    unit_path = ArrayField(models.BigIntegerField(), default=list)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    opened_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)

    objects = CorrectiveActionQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["state", "due_on"], name="corrective_due"),
            models.Index(fields=["owner", "state"], name="corrective_owner"),
            GinIndex(fields=["unit_path"], name="corrective_units", fastupdate=False),
        )


class CorrectiveStep(models.Model):
    """What happened to a corrective action, with what was said about it."""

    class Kind(models.TextChoices):
        OPENED = "opened", pgettext_lazy("corrective step", "Opened")
        DONE = "done", pgettext_lazy("corrective step", "Reported as done")
        CLOSED = "closed", pgettext_lazy("corrective step", "Closed")
        SENT_BACK = "sent_back", pgettext_lazy("corrective step", "Sent back")
        CANCELLED = "cancelled", pgettext_lazy("corrective step", "Cancelled")
        HANDED_ON = "handed_on", pgettext_lazy("corrective step", "Handed on")

    action = models.ForeignKey(CorrectiveAction, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=1000, blank=True, default="")


class OutcomeMail(models.Model):
    """That somebody was written to on a day about what waits for them: at most once a day."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    day = models.DateField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["staff", "day"], name="outcome_mail_once"),)
