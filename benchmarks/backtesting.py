"""How long a back-test of one changed rule takes over 30 days of a large insurer's conversations.

python benchmarks/backtesting.py [--conversations N] [--copies N] [--home FOLDER] [--days N]

Three changes of one rule: a phrase more, its severity alone (what readings have kept is enough),
and a new rule that listens for one phrase in every conversation. A `--home` that has been filled
before is measured as it is.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from goodfaith.platform.configuration import read_configuration
from goodfaith.platform.database import database_in_use
from installation import installation
from preparing import TODAY

LIMIT_SECONDS = 120
FULL = 66_000
"""Conversations of 30 days of a large insurer."""
RULE = "rules/sale.guaranteed_return.yaml"
"""Its points are among the longest of the rulebook."""
_REPLACED = {
    "a phrase more": ("      - 保息\n", "      - 保息\n      - 您就放心\n"),
    "its severity": ("severity: critical", "severity: minor"),
}
_NEW = """id: sale.bench
title: {zh: 试, en: Bench}
severity: minor
basis: none
says:
  said: {by: adviser, any: [放心好了, 您就放心]}
violated: said
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=200_000)
    parser.add_argument("--copies", type=int, default=10)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if os.environ.get("GOODFAITH_HOME") and os.environ.get("BACKTESTING_HERE"):
        _measure(options.days)
        return
    with installation(options.home) as server:
        kept = server.home / "filled.json"
        if not kept.exists():
            counts = (options.conversations, options.copies, options.seed)
            kept.write_text(server.run("filling.py", *map(str, counts)))
        server.environment["BACKTESTING_HERE"] = "1"
        sys.stdout.write(server.run("backtesting.py", "--days", str(options.days)))


def _measure(days: int) -> None:
    configuration = read_configuration(os.environ)
    with database_in_use(configuration):
        import django

        os.environ["DJANGO_SETTINGS_MODULE"] = "goodfaith.platform.settings"
        django.setup()
        from goodfaith.platform.serving.migrating import migrate
        from goodfaith.quality.versions.backtesting.asking import in_force

        migrate(configuration)
        base = in_force(TODAY)
        assert base is not None
        print("| change | conversations | seconds | a second | of the limit "
              "| gained | lost | moved |")  # fmt: skip
        print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
        for name in ("a phrase more", "its severity", "a new rule"):
            print(_tried(base, name, days), flush=True)
        print(f"\nlimit: {FULL:,} conversations in {LIMIT_SECONDS} s; {os.cpu_count()} cores, "
              f"load {os.getloadavg()[0]:.1f}")  # fmt: skip


def _tried(base: Any, name: str, days: int) -> str:
    from django.utils import timezone

    from goodfaith.quality.versions.backtesting import run
    from goodfaith.quality.versions.backtesting.asking import start_backtest
    from goodfaith.quality.versions.contents import file_state
    from goodfaith.quality.versions.drafting import save_file, start_draft
    from goodfaith.trust.ledger import SYSTEM

    now = timezone.now()
    version = start_draft(based_on=base, actor=SYSTEM, now=now)
    path, text = _changed(name, version)
    number = file_state(version, path).number
    save_file(version=version, path=path, text=text, number=number, actor=SYSTEM, now=now)
    made = start_backtest(version=version, against=base, from_on=TODAY - timedelta(days=days - 1),
                          to_on=TODAY, actor=SYSTEM, now=now)  # fmt: skip
    began = time.perf_counter()
    while run.go_on(made.pk):
        pass
    seconds = time.perf_counter() - began
    made.refresh_from_db()
    counts = [
        sum(by.get(how, 0) for by in made.counts.values()) for how in ("gained", "lost", "moved")
    ]
    ratio = seconds / (LIMIT_SECONDS * max(1, made.done) / FULL)
    return (f"| {name} | {made.done:,} | {seconds:.1f} | {made.done / seconds:,.0f} | {ratio:.2f} "
            f"| {counts[0]:,} | {counts[1]:,} | {counts[2]:,} |")  # fmt: skip


def _changed(name: str, version: Any) -> tuple[str, str]:
    """The file and its new text."""
    from goodfaith.quality.versions.contents import files_of

    if name == "a new rule":
        return "rules/sale.bench.yaml", _NEW
    old, new = _REPLACED[name]
    text = files_of(version)[RULE]
    if old not in text:
        raise SystemExit(f"{RULE}: found no {old!r}, expected one")
    return RULE, text.replace(old, new, 1)


if __name__ == "__main__":
    main()
