"""Background work of this room: what is named here is known to every worker."""

from __future__ import annotations

from goodfaith.quality.cases import jobs as cases
from goodfaith.quality.outcome import jobs as outcome
from goodfaith.quality.queue import jobs as queue
from goodfaith.quality.versions.backtesting.run import backtest_job
from goodfaith.quality.versions.testing import run_test

__all__ = ["backtest_job", "cases", "outcome", "queue", "run_test"]
