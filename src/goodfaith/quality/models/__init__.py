"""State of rulebooks, of cases and of what is made of their findings."""

from goodfaith.quality.models.backtest import Backtest, BacktestChange
from goodfaith.quality.models.case_settings import DuePolicy, ScorecardTemplate
from goodfaith.quality.models.cases import Case, CaseConversation, CaseFilter, Wanted
from goodfaith.quality.models.judgements import CaseAct, Deadline, Judgement, TimeSpent
from goodfaith.quality.models.version import ReviewCost, RulebookVersion, VersionFile

__all__ = [
    "Backtest",
    "BacktestChange",
    "Case",
    "CaseAct",
    "CaseConversation",
    "CaseFilter",
    "Deadline",
    "DuePolicy",
    "Judgement",
    "ReviewCost",
    "RulebookVersion",
    "ScorecardTemplate",
    "TimeSpent",
    "VersionFile",
    "Wanted",
]
