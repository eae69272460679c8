"""State of rulebooks and of what is made of their findings."""

from goodfaith.quality.models.backtest import Backtest, BacktestChange
from goodfaith.quality.models.version import ReviewCost, RulebookVersion, VersionFile

__all__ = ["Backtest", "BacktestChange", "ReviewCost", "RulebookVersion", "VersionFile"]
