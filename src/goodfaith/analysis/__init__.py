"""The reading kernel: conversations in, evidence out.

Pure: no Django, no network, no clock, no changing globals, no input or output but its readers.
What is named here is the stable surface; everything else may move. Names are imported when they
are first used, so that a command that needs little starts at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_HOMES = {
    "Attachment": "conversation",
    "Conversation": "conversation",
    "Evidence": "finding",
    "Fact": "facts",
    "FactBook": "facts",
    "Finding": "finding",
    "Gap": "conversation",
    "Judge": "arrow_findings",
    "Mention": "finding",
    "Participant": "conversation",
    "Problem": "problems",
    "Reader": "reading",
    "Reading": "reading",
    "Rule": "rules.rule",
    "Rulebook": "rules.rule",
    "RulebookInvalid": "rules.reading",
    "UnreadableInput": "problems",
    "Utterance": "conversation",
    "conversation_scope": "scoping",
    "customer_scope": "scoping",
    "judge": "judging",
    "judge_batch": "arrow_findings",
    "judge_conversation": "judging",
    "judge_scope": "judging",
    "read_facts": "facts",
    "read_rulebook": "rules.reading",
    "sale_scope": "scoping",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


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
