"""Whom a confirmed finding counts against, for which team, and with how many points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from goodfaith.analysis.finding import VIOLATED
from goodfaith.conversations.models import Conversation
from goodfaith.quality.cases.costing import cost_of
from goodfaith.quality.models import Case, Decision, Judgement
from goodfaith.quality.review.deciding import group_of
from goodfaith.trust.queries import Team, teams_on

Talks = Mapping[str, tuple[str, date]]
"""By the id of a conversation: the number of who held it, and its day."""


class Charged(msgspec.Struct, frozen=True):
    """A confirmed decision with whom it counts against. `team` None: nobody knows that number."""

    decision: Decision
    number: str
    day: date
    points: float
    team: Team | None


def charged(case: Case, decisions: Iterable[Decision]) -> list[Charged]:
    """Each of the confirmed `decisions` of a case, in the order of their rules."""
    chosen = sorted(decisions, key=lambda decision: decision.rule)
    judgement = case.signed_off or case.judgement
    groups = {group["rule"]: group for group in judgement.findings} if judgement else {}
    named = {one.rule: list(_places(_group(groups, one), one)) for one in chosen}
    talks = _talks(id for places in named.values() for id in places if id)
    points = points_of(judgement, groups, chosen)
    whose = [(one, *target(case, named[one.rule], talks)) for one in chosen]
    teams = teams_on((number, day) for _, number, day in whose)
    return [
        Charged(one, number, day, points.get(one.rule, 0.0), teams.get((number, day)))
        for one, number, day in whose
    ]


def target(case: Case, places: Iterable[str], talks: Talks) -> tuple[str, date]:
    """The number of whom a finding is about, and the day it counts for.

    `places` are the conversations it is about, "" for the sale itself. What is about the sale, or
    about several people's conversations of whom the seller is one, is the seller's; what is only
    in conversations of others is theirs who held the first of them. It counts for the first
    of the days.
    """
    found = [talks[id] for id in places if id in talks and talks[id][0]]
    if not found or "" in places:
        return case.adviser_number, case.day
    own = [day for number, day in found if number == case.adviser_number]
    if own:
        return case.adviser_number, min(own)
    day, number = min((day, number) for number, day in found)
    return number, day


def points_of(
    judgement: Judgement | None, groups: Mapping[str, Any], confirmed: Iterable[Decision]
) -> dict[str, float]:
    """What each rule cost on the case's scorecard (扣分).

    What the machine missed, or could not decide, costs as much as if it had been found.
    """
    rows = judgement.scorecard.get("deductions", ()) if judgement else ()
    points = {row["rule"]: float(row["points"]) for row in rows}
    for one in confirmed:
        is_found = groups.get(one.rule, {}).get("verdict") == VIOLATED
        if judgement is not None and not is_found and one.rule not in points:
            points[one.rule] = cost_of(judgement, one.rule).points
    return points


def _group(groups: Mapping[str, Any], decision: Decision) -> Mapping[str, Any] | None:
    """What was found of the rule; where it no longer is, as it was when it was decided."""
    return groups.get(decision.rule) or group_of(decision.judgement, decision.rule)


def _places(group: Mapping[str, Any] | None, decision: Decision) -> Iterator[str]:
    """The conversations that a decision is about; "" for the sale as a whole."""
    if decision.evidence:
        yield from (str(one["conversation"]) for one in decision.evidence)
        return
    findings = group["findings"] if group else ()
    violated = [f for f in findings if f["verdict"] == "violated"] or list(findings)
    for finding in violated:
        yield "" if finding["scope"] == "sale" else finding["conversation"]


def _talks(ids: Iterable[str]) -> dict[str, tuple[str, date]]:
    rows = Conversation.objects.filter(external_id__in={*ids})
    return {id: (n, d) for id, n, d in rows.values_list("external_id", "adviser_number", "day")}
