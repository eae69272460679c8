"""Background work of this room: what is named here is known to every worker."""

from __future__ import annotations

from goodfaith.quality.cases.jobs import (
    look_at_cases,
    look_at_due_cases,
    look_at_the_clock,
    look_at_what_was_left,
)
from goodfaith.quality.queue.jobs import (
    draw,
    draw_what_came_late,
    draw_what_was_left,
    go_on,
)
from goodfaith.quality.versions.backtesting.run import backtest_job
from goodfaith.quality.versions.testing import run_test

__all__ = [
    "backtest_job",
    "draw",
    "draw_what_came_late",
    "draw_what_was_left",
    "go_on",
    "look_at_cases",
    "look_at_due_cases",
    "look_at_the_clock",
    "look_at_what_was_left",
    "run_test",
]
