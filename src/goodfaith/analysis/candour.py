"""Whether what breaks a rule was said amid plain speaking.

"Deposits give back every cent; this policy, returned next year, gives back thirty-two of fifty
thousand": the words of the promise are there, and the promise is not.
"""

from __future__ import annotations

from collections.abc import Sequence

from goodfaith.analysis.conditions.truth import Answer
from goodfaith.analysis.heard import Spoken
from goodfaith.analysis.rules.rule import Candour, Rule
from goodfaith.analysis.scope import Scope


def amid(rule: Rule, answer: Answer, scope: Scope) -> tuple[Spoken, ...]:
    """The plain speaking around everything that the verdict rests on; none where any stands alone.

    Talk that is only background needs none around it.
    """
    candour = rule.candour
    if candour is None:
        return ()
    plain = [o.spoken for o in scope.mentions(candour.point) if o.spoken and not o.doubt]
    offending = [s for s in answer.spoken if s.point and s.point not in rule.background]
    around: dict[Spoken, None] = {}
    for said in offending or answer.spoken:
        near = _around(said, plain, candour)
        if len(near) < candour.times:
            return ()
        around |= dict.fromkeys(near)
    return tuple(around)


def _around(said: Spoken, plain: Sequence[Spoken], candour: Candour) -> list[Spoken]:
    return [
        one
        for one in plain
        if one.conversation == said.conversation and abs(one.turn - said.turn) <= candour.turns
    ]
