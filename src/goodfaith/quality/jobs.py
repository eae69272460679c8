"""Background work of this room: what is named here is known to every worker."""

from __future__ import annotations

from goodfaith.quality.versions.backtesting.run import backtest_job
from goodfaith.quality.versions.testing import run_test

__all__ = ["backtest_job", "run_test"]
