"""Customers: what lists show of them, kept in step with the facts about them."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from goodfaith.trust.models import Placement
from goodfaith.trust.queries import organisation
from goodfaith.trust.roles import Role
from goodfaith.trust.viewing import Viewer


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """What `viewer` may see: the one rule, for every page, route, export and count.

        Compliance sees all; an adviser those they serve; managers, reviewers, operations and
        service those whom somebody serves who works in their part today, and whoever holds every
        top also those whom nobody serves.
        """
        if Role.COMPLIANCE in viewer.roles:
            return self
        seen = Q(pk__in=[])
        if Role.ADVISER in viewer.roles:
            seen |= Q(adviser_number=viewer.number)
        held = viewer.units_of(Role.MANAGER, Role.REVIEWER, Role.OPERATIONS, Role.SERVICE)
        if held:
            day = timezone.localdate()
            tree = organisation().on(day)
            part = {below for unit in held if unit in tree for below in tree.subtree(unit)}
            if tree.tops and all(top.id in part for top in tree.tops):
                return self
            serving = Placement.objects.filter(
                staff__number=OuterRef("adviser_number"), unit__in=part, during__contains=day
            )
            seen |= Q(Exists(serving))
        return self.filter(seen)


class Customer(models.Model):
    """One customer by the id of the source; two ids are two customers, whatever they share.

    `known_at` is when the source last said something new. `adviser_number` serves them.
    """

    external_id = models.CharField(max_length=200, unique=True)
    name = models.CharField(max_length=200, blank=True, default="")
    name_key = models.CharField(max_length=400, blank=True, default="")
    phone = models.CharField(max_length=60, blank=True, default="")
    region = models.CharField(max_length=120, blank=True, default="")
    adviser_number = models.CharField(max_length=200, blank=True, default="")
    marketing_consent = models.BooleanField(null=True)
    vulnerable = models.BooleanField(null=True)
    known_at = models.DateTimeField(null=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["name_key", "id"], name="customer_by_name"),
            models.Index(fields=["adviser_number"], name="customer_of_adviser"),
        )
