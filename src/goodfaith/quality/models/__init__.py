"""State of rulebooks, of cases and of what is made of their findings."""

from goodfaith.quality.models.backtest import Backtest, BacktestChange
from goodfaith.quality.models.case_settings import DuePolicy, ScorecardTemplate
from goodfaith.quality.models.cases import Case, CaseConversation, Wanted
from goodfaith.quality.models.decisions import Decision, Disagreement, Seat
from goodfaith.quality.models.judgements import CaseAct, Deadline, Judgement, TimeSpent
from goodfaith.quality.models.outcomes import (
    Appeal,
    AppealStep,
    Charge,
    CorrectiveAction,
    CorrectiveStep,
    ExampleProposal,
    Notice,
    OutcomeMail,
)
from goodfaith.quality.models.tasks import ReviewSettings, ReviewTask, SamplingPlan
from goodfaith.quality.models.version import ReviewCost, RulebookVersion, VersionFile

__all__ = [
    "Appeal",
    "AppealStep",
    "Backtest",
    "BacktestChange",
    "Case",
    "CaseAct",
    "CaseConversation",
    "Charge",
    "CorrectiveAction",
    "CorrectiveStep",
    "Deadline",
    "Decision",
    "Disagreement",
    "DuePolicy",
    "ExampleProposal",
    "Judgement",
    "Notice",
    "OutcomeMail",
    "ReviewCost",
    "ReviewSettings",
    "ReviewTask",
    "RulebookVersion",
    "SamplingPlan",
    "ScorecardTemplate",
    "Seat",
    "TimeSpent",
    "VersionFile",
    "Wanted",
]
