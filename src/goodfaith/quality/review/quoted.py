"""What somebody quoted for a decision, in place of what was found or where nothing was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from goodfaith.analysis.finding import VIOLATED, Evidence, Finding
from goodfaith.conversations.rulebooks import shown_rulebook
from goodfaith.quality.cases.evidence import Group, Heard, groups_of
from goodfaith.quality.models import Decision, Judgement


def group_quoted(
    decision: Decision, judgement: Judgement, heard: Mapping[str, Heard]
) -> Group | None:
    """The rule with the quotations that somebody chose; None where they chose none."""
    evidence = tuple(_quotation(one, heard) for one in decision.evidence or ())
    if not evidence:
        return None
    rules = shown_rulebook(judgement.edition_id)
    rule = next((rule for rule in rules if rule.id == decision.rule), None)
    finding = Finding(
        decision.rule, VIOLATED, rule.scope if rule else "conversation", evidence[0].conversation,
        severity=decision.gravity, evidence=evidence,
    )  # fmt: skip
    group = {"rule": decision.rule, "findings": [msgspec.to_builtins(finding)]}
    found = groups_of([group], judgement.edition_id, judgement.sources, heard)
    return found[0] if found else None


def _quotation(one: Mapping[str, Any], heard: Mapping[str, Heard]) -> Evidence:
    """With the second at which it was said, where that is known."""
    talk, turn = heard.get(one["conversation"]), one["utterance"]
    is_there = talk is not None and turn < len(talk.seconds)
    seconds = talk.seconds[turn] if talk is not None and is_there else None
    return Evidence(one["conversation"], turn, one["start"], one["end"], "", seconds=seconds)
