"""State of the room."""

from goodfaith.quality.models.case_settings import DuePolicy, ScorecardTemplate
from goodfaith.quality.models.cases import Case, CaseConversation, CaseFilter, Wanted
from goodfaith.quality.models.judgements import CaseAct, Deadline, Judgement, TimeSpent

__all__ = [
    "Case",
    "CaseAct",
    "CaseConversation",
    "CaseFilter",
    "Deadline",
    "DuePolicy",
    "Judgement",
    "ScorecardTemplate",
    "TimeSpent",
    "Wanted",
]
