"""Background work of this room: what is named here is known to every worker."""

from __future__ import annotations

from goodfaith.quality.cases.jobs import (
    look_at_cases,
    look_at_due_cases,
    look_at_the_clock,
    look_at_what_was_left,
)
from goodfaith.quality.overview.jobs import (
    count_days,
    count_overview,
    forget_old_reports,
    make_report,
)
from goodfaith.quality.versions.backtesting.run import backtest_job
from goodfaith.quality.versions.testing import run_test

__all__ = [
    "backtest_job",
    "count_days",
    "count_overview",
    "forget_old_reports",
    "look_at_cases",
    "look_at_due_cases",
    "look_at_the_clock",
    "look_at_what_was_left",
    "make_report",
    "run_test",
]
