"""Sales of the last weeks with promises in them, some decided; a report of a day."""

from __future__ import annotations

from typing import Any


def seed(staff: dict[str, Any]) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from conversations.arrivals import arrive, call
    from goodfaith.platform.events import run_events
    from goodfaith.quality.models import Case
    from goodfaith.quality.overview.counting import count_all_again
    from goodfaith.quality.overview.reports.making import ask_report
    from goodfaith.trust.viewing import viewer_of
    from quality.cases.sold import applied, deliver
    from quality.overview.test_counting import decide

    now, adviser = timezone.now(), staff["adviser"].number
    for n in range(24):
        at = now - timedelta(days=n + 1)
        deliver(applied(f"OV{n}", signed_on=timezone.localdate(at), adviser=adviser,
                        channel=("telesales", "bank", "agent")[n % 3]), now=now)  # fmt: skip
        said = "这款产品保本" if n % 3 else "收益是不确定的"
        arrive(call(f"ov-{n}", ("A", f"您好，{said}"), ("C", "好的"), started_at=at,
                    adviser=adviser, applications=(f"OV{n}",)))  # fmt: skip
    run_events()
    violated = Case.objects.filter(sale__startswith="OV", violated__contains=["sale.promise"])
    for place, case in enumerate(violated.order_by("sale")[:13]):
        verdict = "dismissed" if place % 4 == 0 else "confirmed"
        decide(case.sale or "", "sale.promise", verdict, staff["reviewer"], f"ov-{place}")
    count_all_again(now)
    viewer = viewer_of(staff["compliance"], timezone.localdate())
    day = timezone.localdate(now - timedelta(days=2))
    ask_report(viewer=viewer, kind="weekly", day=day, unit=None, now=now)
    run_events()
