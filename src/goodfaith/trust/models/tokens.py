"""Keys of programs: only the hash of a token is kept."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ApiToken(models.Model):
    """Acts for `staff`, with no more than `scopes` of what that person may do.

    `digest` is the SHA-256 of the token, `hint` its last characters, to tell tokens apart.
    """

    staff = models.ForeignKey("trust.Staff", models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=120)
    digest = models.BinaryField(max_length=32, unique=True)
    hint = models.CharField(max_length=8)
    scopes = ArrayField(models.CharField(max_length=64))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
