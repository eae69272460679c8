"""What waits for a reviewer, why, and who has it in hand."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import pgettext_lazy

from goodfaith.quality.models.cases import Case
from goodfaith.quality.models.decisions import Seat
from goodfaith.trust.models import Staff, Unit
from goodfaith.trust.roles import Role
from goodfaith.trust.viewing import Viewer


class SamplingPlan(models.Model):
    """Which conversations and sales are looked at by people, and why. `unit` None is everywhere.

    All closed sales; `share` (0 to 1) of the other conversations of each adviser, at random; all
    conversations of an adviser's first `weeks`; those that a complaint is about. A draw depends on
    `seed` and the conversation alone: made twice it is the same. A plan is ended, never changed.
    """

    class Kind(models.TextChoices):
        SALES = "sales", pgettext_lazy("sampling", "All closed sales")
        RANDOM = "random", pgettext_lazy("sampling", "At random, per adviser")
        NEW_ADVISER = "new_adviser", pgettext_lazy("sampling", "First weeks of an adviser")
        COMPLAINT = "complaint", pgettext_lazy("sampling", "After a complaint")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=20, blank=True, default="")
    share = models.FloatField(default=1.0)
    weeks = models.PositiveSmallIntegerField(default=0)
    seed = models.CharField(max_length=32)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    made_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())


class ReviewSettings(models.Model):
    """One row: how reviewing goes on here. Shares from 0 to 1."""

    second_share = models.FloatField(default=0.05)
    undecidables_a_day = models.PositiveIntegerField(default=40)
    lease_minutes = models.PositiveSmallIntegerField(default=30)
    most_in_hand = models.PositiveSmallIntegerField(default=20)
    acknowledge_days = models.PositiveSmallIntegerField(default=5)
    appeal_days = models.PositiveSmallIntegerField(default=10)
    answer_days = models.PositiveSmallIntegerField(default=5)
    changed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(db_default=Now())


class ReviewTaskQuerySet(models.QuerySet["ReviewTask"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """As the cases are; nobody sees a task about the own sale."""
        # One's own sales are few, or none: looked up once, not joined to each task.
        found = self.exclude(case__in=Case.objects.filter(adviser=viewer.staff_id))
        if Role.COMPLIANCE in viewer.roles:
            return found
        units = viewer.units_of(Role.MANAGER, Role.REVIEWER, Role.OPERATIONS)
        return found.filter(unit_path__overlap=units) if units else found.none()


class ReviewTask(models.Model):
    """That a case waits for somebody to look at it, from one seat.

    Decisions about violations and undecidables are two queues (`queue`); a case that has both is
    in the first. `why` has the kinds of sampling plans that drew it, or `reopened`, `supplement`,
    `asked`. `urgency` orders within a day of being due, the highest first: the gravest severity
    now, a violation score when there is one (`ranking.py` is the only place that knows); `rank` is
    its place in the queue made of both, the lowest first: no task is without one. `unit_path` and
    `due_at` are the case's; a single conversation is due so many days after it was drawn.
    `reasons` are the codes of what kept the kernel from deciding. Held by `holder` until
    `held_until`; pushed to `pushed_to`, who alone may then take it. `not_for` may not: who looked
    at it from another seat, who sold it.
    One task a case and seat is open at a time.
    """

    class Queue(models.TextChoices):
        REVIEW = "review", pgettext_lazy("queue", "To be reviewed")
        UNDECIDABLE = "undecidable", pgettext_lazy("queue", "Undecidable")
        SECOND = "second", pgettext_lazy("queue", "Second review")
        ARBITRATION = "arbitration", pgettext_lazy("queue", "Arbitration")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("task", "Waiting")
        HELD = "held", pgettext_lazy("task", "In hand")
        DONE = "done", pgettext_lazy("task", "Done")
        GONE = "gone", pgettext_lazy("task", "No longer needed")

    case = models.ForeignKey(Case, models.CASCADE, related_name="tasks")
    seat = models.PositiveSmallIntegerField(choices=Seat.choices, default=Seat.FIRST)
    queue = models.CharField(max_length=12, choices=Queue.choices, default=Queue.REVIEW)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    why = ArrayField(models.CharField(max_length=16), default=list)
    unit_path = ArrayField(models.BigIntegerField(), default=list)
    due_at = models.DateTimeField(null=True)
    urgency = models.FloatField(default=0.0)
    rank = models.BigIntegerField()
    reasons = ArrayField(models.CharField(max_length=24), default=list)
    holder = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="tasks")
    held_since = models.DateTimeField(null=True)
    held_until = models.DateTimeField(null=True)
    pushed_to = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    pushed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    not_for = ArrayField(models.BigIntegerField(), default=list)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    objects = ReviewTaskQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "seat"],
                condition=Q(state__in=["waiting", "held"]),
                name="task_once",
            ),
            models.CheckConstraint(condition=Q(rank__gt=0), name="task_ranked"),
        )
        indexes = (
            models.Index(
                fields=["queue", "rank", "id"],
                condition=Q(state__in=["waiting", "held"]),
                name="task_open",
            ),
            models.Index(
                fields=["pushed_to", "rank", "id"],
                condition=Q(state="waiting", pushed_to__isnull=False),
                name="task_pushed",
            ),
            models.Index(fields=["holder"], condition=Q(state="held"), name="task_held"),
            models.Index(fields=["holder", "done_at"], condition=Q(state="done"), name="task_done"),
            models.Index(
                fields=["held_since"], condition=Q(queue="undecidable"), name="task_capped"
            ),
            GinIndex(
                fields=["unit_path"],
                condition=Q(state__in=["waiting", "held"]),
                name="task_units",
                fastupdate=False,
            ),
        )
