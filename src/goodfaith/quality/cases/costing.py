"""What a rule costs in a judgement that did not find it violated: a person has heard it."""

from __future__ import annotations

from goodfaith.analysis.scorecard import Deduction
from goodfaith.conversations.rulebooks import shown_rulebook
from goodfaith.quality.cases.scoring import deduction_of
from goodfaith.quality.cases.settled import dated
from goodfaith.quality.models import Judgement


def cost_of(judgement: Judgement, rule: str) -> Deduction:
    """As the scorecard of the judgement has it, else as its rulebook; nothing for no such rule."""
    rulebook = shown_rulebook(judgement.edition_id)
    card = dated(judgement.template).card if judgement.template else None
    family = next((one.family for one in rulebook if one.id == rule), "")
    return deduction_of(rule, family, rulebook, card)
