"""The sale case (成功单): one sale with all that belongs to it, as lists show and filter it.

What was found is in its judgements, what people did to it in its acts.
"""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from goodfaith.conversations.models import Conversation
from goodfaith.conversations.models.conversation import SERVICE_PURPOSES
from goodfaith.trust.models import Staff, Unit
from goodfaith.trust.roles import Role
from goodfaith.trust.viewing import Viewer


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """What `viewer` may see of it: as conversations are seen, by the team of the sale's day.

        A reviewer never sees the own sale. A case that has been joined to another is seen there.
        """
        found = self.filter(merged_into=None)
        if Role.REVIEWER in viewer.roles:
            found = found.exclude(adviser_id=viewer.staff_id)
        if Role.COMPLIANCE in viewer.roles:
            return found
        seen = Q(pk__in=[])
        if units := viewer.units_of(Role.MANAGER, Role.REVIEWER, Role.OPERATIONS):
            seen |= Q(unit_path__overlap=units)
        if units := viewer.units_of(Role.SERVICE):
            seen |= Q(unit_path__overlap=units, purpose__in=SERVICE_PURPOSES)
        return found.filter(seen)


class Case(models.Model):
    """One sale by the kernel's key of it, or one conversation that belongs to no sale.

    `day` is the sale's: of the signature, else of its first conversation; `unit` the adviser's on
    it and `unit_path` that unit with all above it. `purpose` is of a single conversation. `worst`
    is the gravest severity violated (0 critical … 3 note), `score` the scorecard's, 0 to 100.
    `deadline_on` is the last day of the next thing that has to happen, `next_look_at` the moment
    at which time alone changes something. `signed_off` is the judgement that people concluded on.
    `revision` counts what changes about it: whoever acts says which one they saw. `reviewer` is
    who looks at it again when a supplementary recording has come. `fingerprint` is of
    what was last looked at, whether or not it said anything new; `told` hashes what the issue gate
    last said of it.
    """

    class Kind(models.TextChoices):
        SALE = "sale", pgettext_lazy("case", "Sale")
        CONVERSATION = "conversation", pgettext_lazy("case", "Single conversation")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("case", "Open")
        WAITING = "waiting", pgettext_lazy("case", "Waits for a supplementary recording")
        RECHECK = "recheck", pgettext_lazy("case", "To be inspected again")
        CLOSED = "closed", pgettext_lazy("case", "Concluded")
        REOPENED = "reopened", pgettext_lazy("case", "Reopened")

    class Conclusion(models.TextChoices):
        NONE = "", pgettext_lazy("conclusion", "Not concluded")
        QUALIFIED = "qualified", pgettext_lazy("conclusion", "Qualified")
        UNQUALIFIED = "unqualified", pgettext_lazy("conclusion", "Not qualified")
        SUPPLEMENT = "supplement", pgettext_lazy("conclusion", "Supplement needed")
        WITHDRAWN = "withdrawn", pgettext_lazy("conclusion", "Withdrawn")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    sale = models.CharField(max_length=200, null=True, unique=True)
    conversation = models.OneToOneField(Conversation, models.PROTECT, null=True, related_name="+")
    applications = ArrayField(models.CharField(max_length=200), default=list)
    policies = ArrayField(models.CharField(max_length=200), default=list)
    customer = models.CharField(max_length=200, blank=True, default="")
    product = models.CharField(max_length=200, blank=True, default="")
    product_type = models.CharField(max_length=40, blank=True, default="")
    channel = models.CharField(max_length=20, blank=True, default="")
    purpose = models.CharField(max_length=20, blank=True, default="")
    adviser_number = models.CharField(max_length=200, blank=True, default="")
    adviser = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="cases_sold")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    unit_path = ArrayField(models.BigIntegerField(), default=list)
    signed_on = models.DateField(null=True)
    day = models.DateField()
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    deadline_on = models.DateField(null=True)
    next_look_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    conclusion = models.CharField(
        max_length=12, choices=Conclusion.choices, blank=True, default=Conclusion.NONE
    )
    concluded_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    concluded_at = models.DateTimeField(null=True)
    reviewer = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    worst = models.PositiveSmallIntegerField(null=True)
    score = models.FloatField(null=True)
    vetoed = models.BooleanField(default=False)
    violated = ArrayField(models.CharField(max_length=120), default=list)
    undecidable = ArrayField(models.CharField(max_length=120), default=list)
    undecidable_count = models.PositiveIntegerField(default=0)
    conversation_count = models.PositiveIntegerField(default=0)
    judgement = models.ForeignKey("Judgement", models.PROTECT, null=True, related_name="+")
    signed_off = models.ForeignKey("Judgement", models.PROTECT, null=True, related_name="+")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="joined")
    revision = models.PositiveIntegerField(default=1)
    fingerprint = models.CharField(max_length=64, blank=True, default="")
    told = models.CharField(max_length=64, blank=True, default="")

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(merged_into__isnull=False)
                | (Q(kind="sale") & Q(sale__isnull=False) & Q(conversation__isnull=True))
                | (Q(kind="conversation") & Q(sale__isnull=True) & Q(conversation__isnull=False)),
                name="case_is_of_one_thing",
            ),
        )
        indexes = (
            models.Index(fields=["due_at", "id"], name="case_due"),
            models.Index(fields=["-due_at", "-id"], name="case_due_last"),
            models.Index(fields=["state", "due_at", "id"], name="case_state"),
            models.Index(fields=["worst", "id"], name="case_worst"),
            models.Index(fields=["-day", "-id"], name="case_latest"),
            models.Index(fields=["customer"], name="case_customer"),
            models.Index(fields=["adviser", "-day"], name="case_adviser"),
            models.Index(
                fields=["next_look_at"],
                condition=Q(next_look_at__isnull=False, merged_into__isnull=True),
                name="case_next_look",
            ),
            GinIndex(fields=["unit_path"], name="case_units", fastupdate=False),
            GinIndex(fields=["applications"], name="case_applications"),
            GinIndex(fields=["policies"], name="case_policies"),
        )

    def __str__(self) -> str:
        return self.sale or f"conversation {self.conversation_id}"

    @property
    def is_signed_off(self) -> bool:
        """Whether people have concluded on it and nothing has changed since."""
        return self.state == self.State.CLOSED


class CaseConversation(models.Model):
    """That a conversation belongs to a case. `is_supplement`: it came because one was asked for."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="members")
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="+")
    added_at = models.DateTimeField()
    is_supplement = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "conversation"], name="case_member_once"),
        )


class Wanted(models.Model):
    """A key (`policy:P1`, `talk:17`, `case:3`) about which something has changed: to be looked at.

    However often something changes before it is looked at, it is looked at once.
    """

    key = models.CharField(max_length=210, unique=True)
