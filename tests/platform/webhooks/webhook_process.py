"""A worker in a process of its own that serves one endpoint, for tests that kill it.

`python webhook_process.py HOME make NUMBER URL…`: endpoints, and so many messages to each;
`serve ENDPOINT` sends what is due; `die ENDPOINT` is killed after sending, before it is recorded.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any


def main(home: str, act: str, *more: str) -> None:
    os.environ |= {"GOODFAITH_HOME": home, "GOODFAITH_MODE": "test"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "goodfaith.platform.settings"
    import django

    django.setup()
    from goodfaith.platform.webhooks import delivering

    if act == "make":
        make(*more[1:])
        publish(int(more[0]))
    else:
        if act == "die":
            delivering.record = die
        delivering.serve(int(more[0]))


def make(*urls: str) -> None:
    from django.utils import timezone

    from goodfaith.platform.webhooks.services import Described, add_endpoint
    from goodfaith.trust.ledger import SYSTEM
    from goodfaith.trust.models import Staff

    staff = Staff.objects.create_user("admin", name="admin")
    for url in urls:
        described = Described("receiver", url, in_order=True)
        add_endpoint(actor=SYSTEM, described=described, staff_id=staff.pk, now=timezone.now())


def publish(number: int) -> None:
    from goodfaith.platform.webhooks.publishing import publish_webhook

    for each in range(number):
        publish_webhook("webhook.tested", f"thing:{each % 3}", {"endpoint": each})


def die(*args: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
