"""Sessions of people, so that they can be seen and ended."""

from __future__ import annotations

from django.db import models


class SignIn(models.Model):
    """One session: `agent` is what the browser calls itself, shortened to what a person knows."""

    staff = models.ForeignKey("trust.Staff", models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    agent = models.CharField(max_length=80, blank=True, default="")
    address = models.GenericIPAddressField(null=True, blank=True)
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ("-seen_at",)
