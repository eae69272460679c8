"""The reading kernel: conversations in, evidence out.

Pure: no Django, no network, no clock, no changing globals, no input or output but its readers.
What is named here is the stable surface; everything else may move.
"""

from goodfaith.analysis.arrow_findings import Judge, judge_batch
from goodfaith.analysis.conversation import (
    Attachment,
    Conversation,
    Gap,
    Participant,
    Utterance,
)
from goodfaith.analysis.facts import Fact, FactBook, read_facts
from goodfaith.analysis.finding import Evidence, Finding, Mention
from goodfaith.analysis.judging import judge, judge_conversation, judge_scope
from goodfaith.analysis.problems import Problem, UnreadableInput
from goodfaith.analysis.reading import Reader, Reading
from goodfaith.analysis.rules.reading import RulebookInvalid, read_rulebook
from goodfaith.analysis.rules.rule import Rule, Rulebook
from goodfaith.analysis.scoping import conversation_scope, customer_scope, sale_scope

__all__ = [
    "Attachment",
    "Conversation",
    "Evidence",
    "Fact",
    "FactBook",
    "Finding",
    "Gap",
    "Judge",
    "Mention",
    "Participant",
    "Problem",
    "Reader",
    "Reading",
    "Rule",
    "Rulebook",
    "RulebookInvalid",
    "UnreadableInput",
    "Utterance",
    "conversation_scope",
    "customer_scope",
    "judge",
    "judge_batch",
    "judge_conversation",
    "judge_scope",
    "read_facts",
    "read_rulebook",
    "sale_scope",
]
