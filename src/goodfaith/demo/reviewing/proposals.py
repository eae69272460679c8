"""Compliance goes through what upheld appeals propose to the rules; most of it still waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from goodfaith.demo.reviewing.hours import at_work
from goodfaith.demo.reviewing.office import Office
from goodfaith.demo.reviewing.wording import write
from goodfaith.quality.models import ExampleProposal
from goodfaith.quality.outcome.proposing import refuse
from goodfaith.trust.roles import Role

_REFUSED: Final = 0.25


def look_through_proposals(office: Office) -> None:
    """Once: nothing where somebody has decided about one already."""
    people = office.crew.everywhere(Role.COMPLIANCE)
    rows = ExampleProposal.objects.select_related("appeal__charge__case__conversation")
    if not people or rows.exclude(decided_at=None).exists():
        return
    viewer = office.crew.viewer(people[-1])
    at = at_work(office.lot("proposals"), office.until.date() - timedelta(days=4))
    for one in rows.filter(proposed_at__lt=at).order_by("proposed_at", "rule"):
        rng = office.lot("proposal", one.appeal.charge.case.sale or "", one.rule)
        if rng.random() < _REFUSED:
            refuse(actor=viewer, proposal=one, note=write(rng, "example_refused"), now=at)
