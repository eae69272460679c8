"""All that the page of one case shows, for one viewer, at one judgement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.db.models import Sum
from django.http import Http404
from django.utils.translation import gettext as _

from goodfaith.conversations.models import Conversation
from goodfaith.conversations.queries import unit_names
from goodfaith.conversations.reading import Difference
from goodfaith.conversations.rulebooks import shown_rulebook
from goodfaith.conversations.shown.findings import titles
from goodfaith.conversations.words import PURPOSES
from goodfaith.quality.cases.differing import difference_of
from goodfaith.quality.cases.evidence import Group, Heard, groups_of, heard_by
from goodfaith.quality.cases.states import acts_in
from goodfaith.quality.cases.timeline import Ahead, Entry, Talk, timeline
from goodfaith.quality.models import Case, CaseAct, Deadline, Judgement
from goodfaith.quality.review.seats import Sitting, sitting_of
from goodfaith.trust.display import displayed_reference
from goodfaith.trust.viewing import Viewer

_RELATED = ("adviser", "unit", "concluded_by", "reviewer", "conversation")


class Earlier(msgspec.Struct, frozen=True):
    """A judgement in the history, and how it differs from the one before."""

    judgement: Judgement
    difference: Difference | None
    is_signed_off: bool


class Detail(msgspec.Struct, frozen=True):
    """`judgement` is None before it has been judged; `shown` of the history is the one shown.

    Whoever reads it as the second, blind one is not told what was done, nor for how long.
    """

    case: Case
    judgement: Judgement | None
    groups: list[Group]
    heard: Mapping[str, Heard]
    sitting: Sitting
    entries: list[Entry]
    deadlines: list[Deadline]
    acts: list[CaseAct]
    history: list[Earlier]
    since_signed: Difference | None
    titles: Mapping[str, str]
    units: list[str]
    customer: str
    possible: list[str]
    hidden: int
    seconds: int
    listened_seconds: int

    @property
    def violated(self) -> list[Group]:
        return [group for group in self.groups if group.card.verdict == "violated"]

    @property
    def undecidable(self) -> list[Group]:
        return [group for group in self.groups if group.card.verdict == "undecidable"]

    @property
    def is_current(self) -> bool:
        return self.judgement is not None and self.judgement.pk == self.case.judgement_id


def case_for(viewer: Viewer, id: int, *related: str) -> Case:
    """What `viewer` may see of it. Raises `Http404` for absent and for hidden alike."""
    found = Case.objects.visible_to(viewer).select_related(*related).filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def detail_of(viewer: Viewer, id: int, number: str, now: datetime) -> Detail:
    """The case with its current judgement, or the one that is asked for by its number."""
    case = case_for(viewer, id, *_RELATED)
    history = list(
        case.judgements.defer("facts", "passed", "not_applicable", "connected")
        .select_related("edition")
        .defer("edition__archive")
        .order_by("-number")
    )
    judgement = _chosen(case, history, number)
    sources = judgement.sources if judgement else []
    heard = heard_by(viewer, sources)
    named = titles(shown_rulebook(judgement.edition_id)) if judgement else {}
    groups = (
        groups_of(judgement.findings, judgement.edition_id, sources, heard) if judgement else []
    )
    own = list(case.deadlines.order_by("due_on", "rule"))
    talks, hidden = _talks(viewer, case)
    spent = case.time_spent.aggregate(seconds=Sum("seconds"), listened=Sum("listened_seconds"))
    sitting = sitting_of(viewer, case)
    blind = sitting.is_blind
    return Detail(
        case=case,
        judgement=judgement,
        groups=groups,
        heard=heard,
        sitting=sitting,
        entries=_entries(judgement, talks, own, named, now),
        deadlines=own,
        acts=[] if blind else _acts(case),
        history=_history(None if blind else case.signed_off_id, history),
        since_signed=None if blind else _since_signed(case, history),
        titles=named,
        units=unit_names(case.unit_path),
        customer=displayed_reference(case.customer, clear=False),
        possible=[] if blind else list(acts_in(case.state)),
        hidden=hidden,
        seconds=0 if blind else spent["seconds"] or 0,
        listened_seconds=0 if blind else spent["listened"] or 0,
    )


def _chosen(case: Case, history: Sequence[Judgement], number: str) -> Judgement | None:
    if not number:
        return next((j for j in history if j.pk == case.judgement_id), None)
    found = next((j for j in history if str(j.number) == number), None)
    if found is None:
        raise Http404
    return found


def _talks(viewer: Viewer, case: Case) -> tuple[list[Talk], int]:
    """Those that the viewer may see, and how many others there are."""
    members = dict(case.members.values_list("conversation_id", "is_supplement"))
    rows = Conversation.objects.visible_to(viewer).filter(pk__in=members)
    talks = [
        Talk(
            row.pk, row.external_id, row.started_at, PURPOSES.get(row.purpose, _("Conversation")),
            row.channel, row.worst, len(row.undecidable), row.duration_seconds,
            row.adviser.name if row.adviser else row.adviser_number, members[row.pk],
        )
        for row in rows.select_related("adviser")
    ]  # fmt: skip
    return talks, len(members) - len(talks)


def _entries(
    judgement: Judgement | None,
    talks: Sequence[Talk],
    deadlines: Sequence[Deadline],
    named: Mapping[str, str],
    now: datetime,
) -> list[Entry]:
    ahead = [
        Ahead(d.due_on, named.get(d.rule, d.rule) if d.rule else _("Review due"), d.rule)
        for d in deadlines
        if d.ended_at is None or d.outcome == Deadline.Outcome.EXPIRED
    ]
    return timeline(talks, _facts(judgement), ahead, now, ZoneInfo(settings.TIME_ZONE))


def _facts(judgement: Judgement | None) -> list[dict[str, Any]]:
    if judgement is None:
        return []
    return list(Judgement.objects.values_list("facts", flat=True).get(pk=judgement.pk))


def _acts(case: Case) -> list[CaseAct]:
    """Of the case and of those that were joined to it, the latest first."""
    joined = [case.pk, *case.joined.values_list("pk", flat=True)]
    rows = CaseAct.objects.filter(case__in=joined).select_related("by", "judgement", "about")
    heavy = ("findings", "facts", "sources", "waits", "scorecard", "passed", "not_applicable")
    deferred = (f"{one}__{name}" for one in ("judgement", "about") for name in heavy)
    return list(rows.defer(*deferred).order_by("-at", "-pk"))


def _history(signed_off: int | None, history: Sequence[Judgement]) -> list[Earlier]:
    before = [*history, None][1:]
    return [
        Earlier(
            one,
            difference_of(old.findings, one.findings) if old else None,
            one.pk == signed_off,
        )
        for one, old in zip(history, before, strict=True)
    ]


def _since_signed(case: Case, history: Sequence[Judgement]) -> Difference | None:
    """What is found now and was not when it was signed off, and the other way round."""
    signed = next((j for j in history if j.pk == case.signed_off_id), None)
    current = next((j for j in history if j.pk == case.judgement_id), None)
    if signed is None or current is None or signed.pk == current.pk:
        return None
    found = difference_of(signed.findings, current.findings)
    return found if found.is_any else None
