"""The small insurer; its operations of a branch have asked for a table that is due."""

from __future__ import annotations


def furnish() -> None:
    from django.utils import timezone

    from goodfaith.platform.models import ScheduledExport
    from small_insurer import establish, person

    establish()
    staff = person("manager-n")
    staff.email = "manager-n@insurer.example"
    staff.save()
    administrator = person("admin")
    administrator.set_password("correct-horse-battery")
    administrator.save()
    now = timezone.now()
    ScheduledExport.objects.create(
        staff=staff, table="conversations", form="csv", cadence="daily", created_at=now, next_at=now
    )
