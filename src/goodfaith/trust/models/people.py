"""A person who works here, what they may do and where, and what they are licensed to sell."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from goodfaith.trust.roles import Role


class StaffManager(BaseUserManager["Staff"]):
    def create_user(self, number: str, password: str | None = None, **values: Any) -> Staff:
        """Somebody who may sign in; without a password they cannot until one is set."""
        staff = self.model(number=number, **values)
        staff.set_password(password)
        staff.save(using=self._db)
        return staff


class Staff(AbstractBaseUser):
    """`number` is the staff number (工号): what they sign in with, and what sources know them by.

    `name_key` orders by pinyin: the embedded database has no Chinese collation. A `SERVICE` is a
    program: it has tokens and roles like a person, and can never sign in.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        SERVICE = "service", _("Program")

    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.PERSON)
    number = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=240, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=10, blank=True, default="")
    theme = models.CharField(max_length=5, blank=True, default="")
    joined_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)

    USERNAME_FIELD = "number"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]  # noqa: RUF012  (as the base class has it)
    objects = StaffManager()

    class Meta:
        indexes = (models.Index(fields=["name_key", "id"]),)
        constraints = (
            models.UniqueConstraint(
                Lower("email"), condition=~models.Q(email=""), name="staff_email_once"
            ),
        )

    def __str__(self) -> str:
        return self.number


class Assignment(models.Model):
    """A role held in one part of the organisation, from its first day up to but not its last."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="assignments")
    role = models.CharField(max_length=20, choices=Role.choices)
    unit = models.ForeignKey("trust.Unit", models.PROTECT, related_name="assignments")
    during = DateRangeField()

    class Meta:
        indexes = (models.Index(fields=["staff"]),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="assignment_role_known"
            ),
        )


class Licence(models.Model):
    """A registration number (执业证) and the sales grade that goes with it, with its dates."""

    class Kind(models.TextChoices):
        REGISTRATION = "registration", _("Practising registration")
        GRADE = "grade", _("Sales grade")

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="licences")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    number = models.CharField(max_length=64, blank=True, default="")
    grade = models.PositiveSmallIntegerField(null=True, blank=True)
    during = DateRangeField()
