"""Notices, charges, appeals and corrective actions as programs are told of them."""

from __future__ import annotations

from typing import Any

from goodfaith.quality.models import Appeal, Charge, CorrectiveAction, Notice
from goodfaith.quality.outcome.showing import steps_of
from goodfaith.trust.viewing import Viewer

_NOTICE = "id number day state sent_at answer_by appeal_by answered_at".split()
_CHARGE = "id rule severity points day made_at acknowledged_at ended_at ended_as".split()
_APPEAL = "id text filed_at stage state answer_by is_late revision".split()
_ACTION = "id rule kind what due_on state opened_at revision".split()


def notice_told(notice: Notice) -> dict[str, Any]:
    unit = notice.unit.code if notice.unit else None
    told = {"case": notice.case_id, "adviser": notice.adviser.number, "unit": unit}
    return _named(notice, _NOTICE) | told


def charge_told(charge: Charge) -> dict[str, Any]:
    """`appeal` is its id, None where nobody has appealed."""
    appeal = getattr(charge, "appeal", None)
    return _named(charge, _CHARGE) | {
        "notice": charge.notice_id,
        "case": charge.case_id,
        "adviser": charge.adviser.number,
        "unit": charge.unit.code if charge.unit else None,
        "appeal": appeal.pk if appeal else None,
    }


def appeal_told(viewer: Viewer, appeal: Appeal) -> dict[str, Any]:
    """Whoever the charge is about is not told who judges it."""
    judge = appeal.judge.number if appeal.judge else None
    told = _named(appeal, _APPEAL) | {"charge": appeal.charge_id, "case": appeal.charge.case_id}
    return told if appeal.charge.adviser_id == viewer.staff_id else told | {"judge": judge}


def steps_told(viewer: Viewer, appeal: Appeal) -> list[dict[str, Any]]:
    """What was done to an appeal, in order; `who` is "" where the viewer is not told."""
    return [
        {"kind": step.kind, "who": step.who, "at": step.at, "note": step.note}
        for step in steps_of(viewer, appeal)
    ]


def action_told(action: CorrectiveAction) -> dict[str, Any]:
    people = {"owner": action.owner.number, "opened_by": action.opened_by.number}
    return _named(action, _ACTION) | people | {"case": action.case_id}


def _named(row: Any, names: list[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
