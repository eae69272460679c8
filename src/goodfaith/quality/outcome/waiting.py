"""What waits for somebody: the numbers in the navigation, and what a mail tells them of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db.models import Q, QuerySet

from goodfaith.quality.models import (
    Appeal,
    CorrectiveAction,
    ExampleProposal,
    Notice,
    RulebookVersion,
)
from goodfaith.quality.outcome.corrective import CHANGE, READ, today
from goodfaith.quality.outcome.judges import answerable_by
from goodfaith.quality.outcome.lateness import due_soon
from goodfaith.trust.viewing import Viewer

_MOST = 100
"""Counting stops there: a number in the navigation need not be exact beyond it."""


class Waiting(msgspec.Struct, frozen=True):
    """So many things of a kind wait for somebody; `new` of them since they were last told.

    `pressing` are late, or nearly so. `address` is the name of the page that has them.
    """

    kind: str
    address: str
    count: int
    new: int
    pressing: int


def unread(viewer: Viewer) -> QuerySet[Notice]:
    return Notice.objects.filter(adviser_id=viewer.staff_id, state=Notice.State.SENT)


def to_answer(viewer: Viewer) -> QuerySet[Appeal]:
    """Appeals that the viewer may answer and that nobody else has in hand."""
    return answerable_by(viewer).filter(Q(judge=None) | Q(judge_id=viewer.staff_id))


def to_do(viewer: Viewer) -> QuerySet[CorrectiveAction]:
    own = CorrectiveAction.objects.filter(owner_id=viewer.staff_id)
    return own.filter(state=CorrectiveAction.State.OPEN)


def to_check(viewer: Viewer) -> QuerySet[CorrectiveAction]:
    """Actions that are said to be done, by others than the viewer."""
    if not viewer.may(CHANGE):
        return CorrectiveAction.objects.none()
    seen = CorrectiveAction.objects.visible_to(viewer).exclude(owner_id=viewer.staff_id)
    return seen.filter(state=CorrectiveAction.State.DONE)


def undecided_proposals() -> QuerySet[ExampleProposal]:
    withdrawn = Q(version=None) | Q(version__state=RulebookVersion.State.WITHDRAWN)
    proposed = Q(state=ExampleProposal.State.PROPOSED)
    return ExampleProposal.objects.filter(
        proposed | Q(state=ExampleProposal.State.TAKEN) & withdrawn
    )


def count_unread(viewer: Viewer) -> int:
    return _count(unread(viewer))


def count_appeals(viewer: Viewer) -> int:
    return _count(to_answer(viewer))


def count_actions(viewer: Viewer) -> int:
    """What is one's own to do; of what is to be checked the page tells."""
    return _count(to_do(viewer))


def count_proposals(viewer: Viewer) -> int:
    return _count(undecided_proposals())


def _count(rows: QuerySet[Any]) -> int:
    return rows.order_by().values("pk")[:_MOST].count()


def waiting_for(viewer: Viewer, since: datetime | None, now: datetime) -> Iterator[Waiting]:
    """Every kind of which something waits; `since` is when they were last told, if ever."""
    late = now + timedelta(days=1)
    if viewer.may("notices.answer"):
        rows = unread(viewer)
        yield _of("notices", "my_findings", rows, _since("sent_at", since), Q(answer_by__lte=late))
    if viewer.may("appeals.judge"):
        yield _of(
            "appeals", "appeals", to_answer(viewer), _since("steps__at", since),
            Q(answer_by__lte=late),
        )  # fmt: skip
    if viewer.may(READ):
        soon = Q(pk__in=due_soon(now).filter(owner_id=viewer.staff_id).values("pk"))
        yield _of("actions", "corrective", to_do(viewer), _since("opened_at", since), soon)
        over = Q(due_on__lt=today(now))
        yield _of("checks", "corrective", to_check(viewer), _since("steps__at", since), over)


def _since(name: str, since: datetime | None) -> Q:
    return Q(**{f"{name}__gt": since}) if since else Q()


def _of(kind: str, address: str, rows: QuerySet[Any], is_new: Q, is_pressing: Q) -> Waiting:
    found = rows.order_by().distinct()
    return Waiting(
        kind, address, found.count(), found.filter(is_new).count(),
        found.filter(is_pressing).count(),
    )  # fmt: skip
