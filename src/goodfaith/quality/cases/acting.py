"""What a person does to a case by the name of the act, from a page or through a program."""

from __future__ import annotations

from datetime import datetime

from goodfaith.quality.cases import concluding
from goodfaith.quality.models import Case
from goodfaith.trust.ledger import Actor


def act_on(*, actor: Actor, case: Case, act: str, seen: int, note: str, now: datetime) -> Case:
    """`act` is qualified, unqualified, supplement, withdrawn or reopen.

    Raises `KeyError` for another one, and as `concluding` does.
    """
    if act in ("qualified", "unqualified"):
        return concluding.conclude(
            actor=actor, case=case, seen=seen, conclusion=act, note=note, now=now
        )
    does = {
        "supplement": concluding.ask_supplement,
        "withdrawn": concluding.withdraw,
        "reopen": concluding.reopen,
    }[act]
    return does(actor=actor, case=case, seen=seen, note=note, now=now)
