"""Who may answer an appeal: nobody who decided about it before, and nobody whom it is about."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from goodfaith.quality.models import Appeal, AppealStep, Decision
from goodfaith.quality.models.outcomes import AppealQuerySet
from goodfaith.quality.review.seats import blind_cases
from goodfaith.trust.roles import Role
from goodfaith.trust.viewing import Viewer

_ANSWERS = (AppealStep.Kind.REJECTED, AppealStep.Kind.UPHELD)


def answerable_by(viewer: Viewer) -> AppealQuerySet:
    """The appeals that `viewer` may answer at the stage at which they stand.

    Reviewers of the adviser's unit on the day; then its managers; compliance at both. Not who has
    decided about the rule in that case from any seat, concluded the case or one that was joined to
    it, sold it, answered before, or is to read it without knowing what others said.
    """
    decided = Decision.objects.filter(
        case=OuterRef("charge__case"), rule=OuterRef("charge__rule"), by=viewer.staff_id
    )
    answered = AppealStep.objects.filter(
        appeal=OuterRef("pk"), kind__in=_ANSWERS, by=viewer.staff_id
    )
    open_ones = Appeal.objects.filter(_in_reach(viewer), state=Appeal.State.FILED)
    others = open_ones.exclude(charge__adviser_id=viewer.staff_id)
    others = others.exclude(charge__decision__by_id=viewer.staff_id)
    others = others.exclude(charge__case__concluded_by_id=viewer.staff_id)
    others = others.exclude(charge__case__joined__concluded_by_id=viewer.staff_id)
    others = others.exclude(charge__case__adviser_id=viewer.staff_id)
    others = others.exclude(charge__case__in=blind_cases(viewer))
    return others.filter(~Exists(decided), ~Exists(answered))


def may_answer(viewer: Viewer, appeal: Appeal) -> bool:
    return answerable_by(viewer).filter(pk=appeal.pk).exists()


def _in_reach(viewer: Viewer) -> Q:
    if Role.COMPLIANCE in viewer.roles:
        return Q()
    reach = Q(pk__in=[])
    stages = {Appeal.Stage.REVIEWER: Role.REVIEWER, Appeal.Stage.MANAGER: Role.MANAGER}
    for stage, role in stages.items():
        if units := viewer.units_of(role):
            reach |= Q(stage=stage, charge__unit_path__overlap=units)
    return reach
