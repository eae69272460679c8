"""The queue as tables: tasks, and cases that wait for a supplement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goodfaith.analysis.finding import SEVERITIES
from goodfaith.platform.web.tables import Column, Table
from goodfaith.quality.cases import words as of_cases
from goodfaith.quality.cases.tables import customer_of
from goodfaith.quality.models import Case, ReviewTask
from goodfaith.quality.models.cases import CaseQuerySet
from goodfaith.quality.models.tasks import ReviewTaskQuerySet
from goodfaith.quality.queue import words
from goodfaith.quality.queue.filters import QueueFilters
from goodfaith.quality.queue.listing import at_tab, waiting_for_supplement
from goodfaith.quality.queue.places import places_of
from goodfaith.trust import ledger
from goodfaith.trust.viewing import Viewer

PAGE = 25
"""Each row quotes a conversation: as many as one looks over at once."""
_OF_TASK = ("case__adviser", "case__unit", "case__conversation", "holder", "pushed_to")
_OF_CASE = ("adviser", "unit", "conversation", "reviewer")


def rows(viewer: Viewer, query: QueryDict) -> ReviewTaskQuerySet:
    return with_cases(at_tab(viewer, QueueFilters.read(query), timezone.now()))


def with_cases(tasks: ReviewTaskQuerySet) -> ReviewTaskQuerySet:
    return tasks.select_related(*_OF_TASK)


def waiting_rows(viewer: Viewer, query: QueryDict) -> CaseQuerySet:
    return waiting_for_supplement(viewer, QueueFilters.read(query)).select_related(*_OF_CASE)


def _places(viewer: Viewer, tasks: Sequence[Any]) -> None:
    """What the rows of a page quote, and whether `viewer` may take them."""
    found = places_of(viewer, (t.case.judgement_id for t in tasks if t.case.judgement_id))
    for task in tasks:
        task.place = found.get(task.case.judgement_id)
        task.is_mine = task.holder_id == viewer.staff_id
        task.may_be_taken = (
            viewer.may("cases.review")
            and (task.is_mine or task.state == ReviewTask.State.WAITING)
            and task.pushed_to_id in (None, viewer.staff_id)
            and viewer.staff_id not in task.not_for
        )


def _record(viewer: Any, table: Table, query: QueryDict) -> None:
    filters = [*QueueFilters.read(query).active]
    about = "quality.table", table.name
    ledger.record(viewer, "review.exported", about, timezone.now(), filters=filters)


def _name(case: Case) -> str:
    return case.sale or (case.conversation.external_id if case.conversation else "")


def _severity(case: Case) -> str:
    return "" if case.worst is None else SEVERITIES[case.worst]


def _adviser(case: Case) -> str:
    return case.adviser.name if case.adviser else case.adviser_number


TASKS = Table(
    name="review_queue",
    label=_("Review queue"),
    columns=(
        Column("due", _("Due"), "due_at", kind="moment", sort="rank", is_fixed=True,
               cell="quality/queue/cells/due.html", on_card="start"),
        Column("case", _("Case"), lambda t: _name(t.case), is_fixed=True,
               cell="quality/queue/cells/case.html", on_card="line"),
        Column("place", _("What most needs eyes"), lambda t: _severity(t.case), is_fixed=True,
               cell="quality/queue/cells/place.html", on_card="line"),
        Column("adviser", _("Adviser"), lambda t: _adviser(t.case),
               cell="quality/queue/cells/adviser.html", on_card="line"),
        Column("why", _("Why"), lambda t: ", ".join(str(words.WHY[w]) for w in t.why),
               cell="quality/queue/cells/why.html", on_card="line"),
        Column("who", _("With whom"), lambda t: str(t.holder or t.pushed_to or ""),
               cell="quality/queue/cells/who.html", on_card="end"),
        Column("score", _("Score"), "case.score", kind="number", is_optional=True),
        Column("conversations", _("Conversations"), "case.conversation_count", kind="number",
               is_optional=True),
        Column("channel", _("Channel"),
               lambda t: of_cases.channels().get(t.case.channel, t.case.channel),
               is_optional=True),
        Column("customer", _("Customer"), lambda t: customer_of(t.case), is_optional=True),
        Column("violated", _("Rules violated"), lambda t: ", ".join(t.case.violated),
               is_optional=True),
        Column("made_at", _("Waits since"), kind="moment", is_optional=True),
    ),
    rows=rows,
    order="due",
    act="review.read",
    export_act="review.read",
    href=lambda task: reverse("case", args=[task.case_id]),
    page_size=PAGE,
    exported=_record,
    prepared=_places,
)  # fmt: skip
WAITING = Table(
    name="waiting_for_supplement",
    label=_("Waiting for a supplement"),
    columns=(
        Column("asked", _("Asked"), "concluded_at", kind="moment", sort="concluded_at",
               is_fixed=True),
        Column("case", _("Case"), _name, is_fixed=True, cell="quality/cases/cells/case.html"),
        Column("due_at", _("Due"), kind="moment", sort="due_at",
               cell="quality/cases/cells/due.html"),
        Column("adviser", _("Adviser"), _adviser, cell="quality/cases/cells/adviser.html"),
        Column("reviewer", _("Asked by"), "reviewer.name"),
    ),
    rows=waiting_rows,
    order="asked",
    act="review.read",
    export_act="review.read",
    href=lambda case: reverse("case", args=[case.pk]),
    page_size=PAGE,
    exported=_record,
)  # fmt: skip
TABLES = (TASKS, WAITING)
