"""Endpoints that do well, fail and were paused, with deliveries of each kind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any


def seed(staff: dict[str, Any]) -> None:
    from django.utils import timezone

    from goodfaith.platform.webhooks import services
    from goodfaith.platform.webhooks.calling import Answer
    from goodfaith.platform.webhooks.delivering import claimed, record
    from goodfaith.platform.webhooks.models import WebhookEndpoint
    from goodfaith.platform.webhooks.schedule import WAITS

    admin, now = staff["administrator"], timezone.now()

    def add(name: str, url: str, *answers: Answer) -> WebhookEndpoint:
        described = services.Described(name, url)
        made, _ = services.add_endpoint(
            actor=admin, described=described, staff_id=admin.pk, now=now
        )
        for answer in answers:
            services.send_test(actor=admin, endpoint=made, now=now)
            delivery = claimed(made.pk, timezone.now())
            assert delivery is not None
            record(delivery, answer, now)
        return made

    add("核心系统出单控制", "https://core.insurer.example/goodfaith/hooks", *[
        Answer(200, 84 + n, text='{"ok":true}') for n in range(4)
    ])  # fmt: skip
    failing = add(
        "合规月报", "https://compliance.insurer.example/a/long/path/" + "x" * 60,
        Answer(None, 10_003, failure="timeout"), Answer(503, 12, text="<h1>503</h1>" * 40),
        Answer(None, 3, failure="out_of_bounds"),
    )  # fmt: skip
    failing.deliveries.update(attempts=len(WAITS), next_at=timezone.now())
    if (delivery := claimed(failing.pk, timezone.now())) is not None:
        record(delivery, Answer(502, 33, text="Bad gateway"), now)
    failing.deliveries.filter(state="waiting").update(next_at=now + timedelta(hours=2))
    add("Old portal", "https://portal.insurer.example/hook", Answer(410, 20, text="gone"))
    services.rotate_secret(actor=admin, endpoint=failing, now=now)
