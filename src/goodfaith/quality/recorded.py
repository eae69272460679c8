"""What this room writes into the ledger, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from goodfaith.platform.recorded import Detail, NameAndPlace, Thing, named
from goodfaith.quality.models import Case
from goodfaith.quality.outcome import recorded as outcome
from goodfaith.quality.review.seats import blind_cases
from goodfaith.trust.viewing import Viewer


def _cases(viewer: Viewer, ids: Sequence[str]) -> dict[str, NameAndPlace]:
    if not viewer.may("cases.read"):
        return {}
    seen = Case.objects.visible_to(viewer).filter(pk__in=ids)
    rows = seen.values_list("pk", "sale")
    return named(((pk, sale or str(pk)) for pk, sale in rows), "case")


def _conclusions() -> Mapping[str, Any]:
    return dict(Case.Conclusion.choices)


def unseen(viewer: Viewer) -> Mapping[str, Sequence[int]]:
    """Whoever reads a case as the second, blind one is told nothing of it until they are done."""
    blind = list(blind_cases(viewer))
    if not blind:
        return {}
    joined = Case.objects.filter(merged_into__in=blind).values_list("pk", flat=True)
    cases = [*blind, *joined]
    return {"quality.case": cases, **outcome.unseen(cases)}


RECORDED: dict[str, Any] = {
    "rulebook.drafted": _("Rulebook draft begun"),
    "rulebook.file_changed": _("File of a rulebook draft changed"),
    "rulebook.file_removed": _("File of a rulebook draft removed"),
    "rulebook.noted": _("Note of a rulebook draft changed"),
    "rulebook.test_asked": _("Rulebook test asked for"),
    "rulebook.tested": _("Rulebook tested"),
    "rulebook.version_published": _("Rulebook version published"),
    "rulebook.withdrawn": _("Rulebook version withdrawn"),
    "rulebook.return_asked": _("Rulebook version asked for again"),
    "rulebook.returned": _("Rulebook version put in force again"),
    "rulebook.return_ended": _("Rulebook version not put in force again"),
    "rulebook.taken_out": _("Rulebook taken out as a file"),
    "backtest.started": _("Back-test begun"),
    "backtest.running": _("Back-test went on"),
    "backtest.paused": _("Back-test paused"),
    "backtest.stopped": _("Back-test stopped"),
    "review_cost.decided": _("Minutes a finding costs decided"),
    "cases.due_settled": _("Due time of sale cases settled"),
    "cases.scorecard_settled": _("Scorecard settled"),
    "cases.joined": _("Sale cases joined"),
    "cases.exported": _("Sale cases exported"),
    "cases.concluded": _("Sale case concluded"),
    "cases.supplement_asked": _("Supplement asked for"),
    "cases.supplement_arrived": _("Supplement arrived"),
    "cases.withdrawn": _("Sale case withdrawn"),
    "cases.reopened": _("Sale case reopened"),
    "overview.exported": _("Overview exported"),
    "overview.reported": _("Quality report asked for"),
    "overview.report_taken": _("Quality report taken"),
    "review.handed_out": _("Reviews handed out"),
    "review.freed": _("Reviews given to anybody again"),
    "review.plan_made": _("Sampling plan made"),
    "review.plan_ended": _("Sampling plan ended"),
    "review.settled": _("Reviewing settled"),
    "review.exported": _("Review queue exported"),
    "findings.decided": _("Finding decided"),
    "findings.undone": _("Decision about a finding taken back"),
    "review.second_finished": _("Second review finished"),
    "review.settled_differences": _("Differences of two reviewers settled"),
    "review.pairs_exported": _("Second reviews exported"),
    **outcome.RECORDED,
}
THINGS: dict[str, Thing] = {"quality.case": Thing(_("Sale case"), _cases), **outcome.THINGS}
DETAILS: dict[str, Detail] = {
    "conclusion": Detail(_("Conclusion"), words=_conclusions),
    "decision": Detail(_("Decision")),
    "differing": Detail(_("Rules they differ about")),
    **outcome.DETAILS,
}
