"""A back-test of 150 calls, of which one of two processes is killed; in a home of its own.

Prints what became of it as JSON, and what the same says where nobody is killed.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
from typing import Any

from goodfaith.platform.configuration import read_configuration
from goodfaith.platform.database import database_in_use

CALLS = 150
_STARTED: list[subprocess.Popen[bytes]] = []


def main() -> None:
    configuration = read_configuration(os.environ)
    with database_in_use(configuration):
        import django

        django.setup()
        from goodfaith.platform.serving.migrating import migrate

        migrate(configuration)
        print(json.dumps({"killed": killed(), "whole": told(asked())}))


def killed() -> dict[str, Any]:
    """As the job does it: what was lost is tried again."""
    from goodfaith.quality.versions.backtesting import crew, run

    run.FEW, run.BATCH, run.ROUND = 0, 5, 25
    made, lost, pids = asked(fill=True), 0, []
    start, one_round = crew._started, run._round

    def started(trial: Any) -> subprocess.Popen[bytes]:
        _STARTED.append(start(trial))
        return _STARTED[-1]

    def then_killed(row: Any, *rest: Any) -> bool:
        goes_on = one_round(row, *rest)
        if row.reached_id and len(_STARTED) == 2:
            pids.append(_STARTED[0].pid)
            os.kill(_STARTED[0].pid, signal.SIGKILL)
            _STARTED[0].wait()
        return goes_on

    crew._started, run._round = started, then_killed
    for _ in range(3):
        try:
            while run.go_on(made.pk):
                pass
        except crew.CrewLost:
            made.refresh_from_db()
            lost += 1
            pids.append(made.done)
    crew._started, run._round, run.FEW = start, one_round, CALLS
    return told(made) | {"lost": lost, "done_then": pids[-1], "processes": len(_STARTED)}


def asked(*, fill: bool = False) -> Any:
    from datetime import date

    from django.utils import timezone

    from conversations.arrivals import arrive, call
    from goodfaith.platform.events import run_events
    from goodfaith.quality.models import RulebookVersion
    from goodfaith.quality.versions.backtesting.asking import start_backtest
    from goodfaith.trust.ledger import SYSTEM
    from quality.versions_made import PROMISE_PATH, change, draft, staff

    if fill:
        version = draft(staff("w"))
        words = ("这款保本", "这款稳赚", "您好")
        arrive(*(call(f"c{n}", ("A", words[n % 3]), ("C", "哦")) for n in range(CALLS)))
        run_events()
        says = {"promise": {"by": "adviser", "any": ["稳赚"], "unless": "negated"}}
        change(version, PROMISE_PATH, staff("w2"), says=says)
    return start_backtest(
        version=RulebookVersion.objects.get(number=2),
        against=RulebookVersion.objects.get(number=1), actor=SYSTEM, now=timezone.now(),
        from_on=date(2026, 3, 1), to_on=date(2026, 3, 31),
    )  # fmt: skip


def told(made: Any) -> dict[str, Any]:
    from goodfaith.quality.versions.backtesting import run

    while run.go_on(made.pk):
        pass
    made.refresh_from_db()
    found = made.found.order_by("conversation", "rule", "how")
    rows = [list(row) for row in found.values_list("conversation", "rule", "how")]
    return {"state": made.state, "done": made.done, "counts": made.counts, "rows": rows}


if __name__ == "__main__":
    main()
