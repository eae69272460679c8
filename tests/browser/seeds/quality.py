"""A rulebook of two rules in force, a draft in which one is another, conversations, a back-test."""

from __future__ import annotations

from typing import Any

WRONG = "violated: promise and and"


def seed(staff: dict[str, Any]) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from conversations.arrivals import arrive, call
    from goodfaith.platform.events import run_events
    from goodfaith.quality.versions.backtesting.asking import start_backtest
    from goodfaith.quality.versions.contents import file_state
    from goodfaith.quality.versions.drafting import save_file, start_draft
    from goodfaith.quality.versions.testing import start_test
    from quality.versions_made import PROMISE_PATH, first_version

    now = timezone.now()
    first = first_version()
    at = now - timedelta(days=3)
    arrive(
        call("c-1", ("A", "您好，这款产品保本"), ("C", "好的"), started_at=at, adviser="2000"),
        call("c-2", ("A", "您好，稳赚不赔的"), ("C", "那好"), started_at=at, adviser="2001"),
    )
    run_events()
    draft = start_draft(
        based_on=first, actor=staff["operations"], now=now, note="加上「稳赚」的说法"
    )
    text = file_state(draft, PROMISE_PATH).text or ""
    changed = text.replace("- 保本\n", "- 保本\n    - 稳赚\n", 1).replace("critical", "major")
    for number, version in enumerate((changed, changed.replace("major", "critical"))):
        save_file(version=draft, path=PROMISE_PATH, text=version, number=number,
                  actor=staff["operations"], now=now)  # fmt: skip
    start_test(version=draft, actor=staff["operations"], now=now)
    start_backtest(version=draft, against=first, from_on=(now - timedelta(days=29)).date(),
                   to_on=timezone.localdate(now), actor=staff["operations"], now=now)  # fmt: skip
    run_events()
    broken = start_draft(based_on=first, actor=staff["compliance"], now=now)
    save_file(version=broken, path=PROMISE_PATH, text=text.replace("violated: promise", WRONG),
              number=0, actor=staff["compliance"], now=now)  # fmt: skip
    assert broken.number == 4  # the shipped one, the first here, a draft, a broken one
