"""The columns of a file that arrives."""

from __future__ import annotations

from django.db import models

ARRIVING = "arriving"


class ArrivingFile(models.Model):
    """One file, in pieces until it is whole; a room's own model says what becomes of it.

    `path` is below the uploads folder; `size` is what it will have, `received` what is safely
    there. `state` is `ARRIVING` until it is whole; the room has its own states after that.
    """

    state: models.CharField[str, str]
    name = models.CharField(max_length=255)
    path = models.CharField(max_length=300, blank=True, default="")
    size = models.BigIntegerField(default=0)
    received = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        abstract = True
