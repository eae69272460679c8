"""Charges as a person reads them: the words, the rule, what would have been right, the appeal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from goodfaith.quality.cases.evidence import Group, groups_of, heard_by
from goodfaith.quality.models import Appeal, AppealStep, Charge
from goodfaith.quality.outcome.tables import rule_title
from goodfaith.quality.review.quoted import group_quoted
from goodfaith.trust.viewing import Viewer

RELATED = (
    "decision__judgement", "decision__by", "appeal", "adviser", "unit", "notice", "case",
    "case__conversation",
)  # fmt: skip


class Shown(msgspec.Struct, frozen=True):
    """A charge with its words as the viewer may read them; `group` None where there are none.

    `may_appeal` and `may_acknowledge` are of the adviser alone.
    """

    charge: Charge
    title: str
    group: Group | None
    appeal: Appeal | None
    may_appeal: bool
    may_acknowledge: bool


class Step(msgspec.Struct, frozen=True):
    """What was done to an appeal; `who` is "" where the viewer is not told."""

    kind: str
    word: str
    stage: str
    who: str
    at: datetime
    note: str


def shown(viewer: Viewer, charges: Iterable[Charge], now: datetime) -> list[Shown]:
    """The charges, the gravest words of each first. `charges` have their `RELATED` rows."""
    found = []
    for charge in charges:
        group = words_of(viewer, charge)
        appeal: Appeal | None = getattr(charge, "appeal", None)
        is_own = charge.adviser_id == viewer.staff_id and charge.ended_at is None
        found.append(
            Shown(
                charge=charge,
                title=group.card.title if group else title_of(charge),
                group=group,
                appeal=appeal,
                may_appeal=is_own and appeal is None and now < charge.notice.appeal_by,
                may_acknowledge=is_own and appeal is None and charge.acknowledged_at is None,
            )
        )
    return found


def title_of(charge: Charge) -> str:
    """What the rule was called when it was found."""
    return rule_title(charge.rule, charge.decision.judgement.edition_id)


def words_of(viewer: Viewer, charge: Charge) -> Group | None:
    """The finding that a charge rests on, as it was when it was decided."""
    decision, judgement = charge.decision, charge.decision.judgement
    heard = heard_by(viewer, judgement.sources)
    if decision.evidence:
        return group_quoted(decision, judgement, heard)
    own = [group for group in judgement.findings if group["rule"] == charge.rule]
    found = groups_of(own, judgement.edition_id, judgement.sources, heard)
    return found[0] if found else None


def steps_of(viewer: Viewer, appeal: Appeal) -> list[Step]:
    """What was done, in order. Whoever the charge is about is not told who judged it."""
    is_own = appeal.charge.adviser_id == viewer.staff_id
    rows: list[AppealStep] = list(appeal.steps.select_related("by").order_by("at", "pk"))
    if is_own:
        inner = (AppealStep.Kind.TAKEN, AppealStep.Kind.GIVEN_BACK)
        rows = [row for row in rows if row.kind not in inner]
    return [
        Step(
            row.kind, str(row.get_kind_display()), str(row.get_stage_display()),
            row.by.name if row.by and (not is_own or row.by_id == viewer.staff_id) else "",
            row.at, row.note,
        )
        for row in rows
    ]  # fmt: skip
