"""What is done to appeals and corrective actions by the name of the act: pages and programs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from goodfaith.quality.models import Appeal, CorrectiveAction
from goodfaith.quality.outcome import appealing, corrective, words
from goodfaith.quality.outcome.refusing import Refused
from goodfaith.trust.models import Staff
from goodfaith.trust.viewing import Viewer


def judge(
    *, viewer: Viewer, appeal: Appeal, act: str, seen: int, reason: str, code: str, now: datetime
) -> Appeal:
    """`act` is take, give_back, reject or uphold. Raises `KeyError` for another one."""
    given: dict[str, Any] = {"viewer": viewer, "appeal": appeal, "seen": seen, "now": now}
    if act == "reject":
        return appealing.reject(**given, reason=reason)
    if act == "uphold":
        if code not in words.REASONS:
            raise Refused("reason")
        return appealing.uphold(**given, reason=reason, code=code)
    return {"take": appealing.take, "give_back": appealing.give_back}[act](**given)


def go_on(
    *, viewer: Viewer, appeal: Appeal, act: str, seen: int, text: str, now: datetime
) -> Appeal:
    """The adviser's own: `act` is carry_on or drop. Raises `KeyError` for another one."""
    given: dict[str, Any] = {"actor": viewer, "appeal": appeal, "seen": seen, "now": now}
    if act == "carry_on":
        return appealing.carry_on(**given, text=text)
    return {"drop": appealing.drop}[act](**given)


def act_on_action(
    *,
    viewer: Viewer,
    action: CorrectiveAction,
    act: str,
    seen: int,
    note: str,
    owner: Callable[[], Staff],
    now: datetime,
) -> CorrectiveAction:
    """`act` is report_done, close, send_back, hand_on or cancel; `owner` finds to whom it goes on.

    Raises `Refused`.
    """
    given: dict[str, Any] = {"viewer": viewer, "action": action, "seen": seen, "note": note}
    if act == "hand_on":
        return corrective.hand_on(**given, to=owner(), now=now)
    done = {
        "report_done": corrective.report_done, "close": corrective.close,
        "send_back": corrective.send_back, "cancel": corrective.cancel,
    }.get(act)  # fmt: skip
    if done is None:
        raise Refused("not_possible")
    return done(**given, now=now)
