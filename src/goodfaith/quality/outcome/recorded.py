"""What is written into the ledger of notices, appeals and corrective actions, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from goodfaith.platform.recorded import Detail, NameAndPlace, Thing
from goodfaith.quality.models import (
    Appeal,
    Charge,
    CorrectiveAction,
    ExampleProposal,
    Notice,
)
from goodfaith.trust.viewing import Viewer

Find = Callable[[Any, Sequence[str]], Mapping[str, NameAndPlace]]


def _found(model: Any, address: str, act: str) -> Find:
    """Rows by their ids with their pages, as far as the viewer may see them."""

    def find(viewer: Viewer, ids: Sequence[str]) -> dict[str, NameAndPlace]:
        if not viewer.may(act):
            return {}
        seen = model.objects.visible_to(viewer).filter(pk__in=ids)
        return {
            str(pk): (str(pk), reverse(address, args=[pk]))
            for pk in seen.values_list("pk", flat=True)
        }

    return find


def unseen(cases: Sequence[int]) -> dict[str, list[int]]:
    """By kind of object what followed from these cases."""
    found = {
        "quality.notice": Notice.objects.filter(case__in=cases),
        "quality.charge": Charge.objects.filter(case__in=cases),
        "quality.appeal": Appeal.objects.filter(charge__case__in=cases),
        "quality.exampleproposal": ExampleProposal.objects.filter(appeal__charge__case__in=cases),
        "quality.correctiveaction": CorrectiveAction.objects.filter(case__in=cases),
    }
    return {kind: list(rows.values_list("pk", flat=True)) for kind, rows in found.items()}


def _stages() -> Mapping[str, Any]:
    return dict(Appeal.Stage.choices)


RECORDED: dict[str, Any] = {
    "notices.sent": _("Adviser told of confirmed findings"),
    "notices.acknowledged": _("Findings acknowledged"),
    "notices.lapsed": _("Notice of findings not answered in time"),
    "charges.taken_back": _("Deduction taken back"),
    "appeals.filed": _("Appeal filed"),
    "appeals.taken": _("Appeal taken in hand"),
    "appeals.given_back": _("Appeal given back"),
    "appeals.upheld": _("Appeal upheld"),
    "appeals.rejected": _("Appeal rejected"),
    "appeals.carried_on": _("Appeal carried on to the manager"),
    "appeals.dropped": _("Appeal taken back"),
    "appeals.late": _("Appeal not answered in time"),
    "appeals.moot": _("Appeal settled: the finding was taken back"),
    "examples.proposed": _("Example proposed"),
    "examples.taken": _("Proposed example put into a draft"),
    "examples.refused": _("Proposed example refused"),
    "corrective.opened": _("Corrective action opened"),
    "corrective.done": _("Corrective action reported as done"),
    "corrective.closed": _("Corrective action closed"),
    "corrective.sent_back": _("Corrective action sent back"),
    "corrective.handed_on": _("Corrective action handed on"),
    "corrective.cancelled": _("Corrective action cancelled"),
    "outcome.exported": _("Deductions, appeals or corrective actions exported"),
}
THINGS: dict[str, Thing] = {
    "quality.notice": Thing(_("Notice of findings"), _found(Notice, "notice", "notices.read")),
    "quality.appeal": Thing(_("Appeal"), _found(Appeal, "appeal", "notices.read")),
    "quality.charge": Thing(pgettext_lazy("thing", "Deduction")),
    "quality.exampleproposal": Thing(_("Proposed example")),
    "quality.correctiveaction": Thing(
        _("Corrective action"), _found(CorrectiveAction, "corrective_action", "corrective.read")
    ),
}
DETAILS: dict[str, Detail] = {
    "stage": Detail(pgettext_lazy("appeal", "Stage"), words=_stages),
    "charges": Detail(pgettext_lazy("detail", "Deductions")),
}
