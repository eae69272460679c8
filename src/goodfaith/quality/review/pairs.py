"""What two readers said of the same findings, before either knew of the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, ClassVar

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goodfaith.platform.web.filtering import Filters, RowId
from goodfaith.quality.cases.due import end_of, start_of
from goodfaith.quality.models import Case, Decision, ReviewTask, Seat
from goodfaith.quality.review.seats import blind_cases
from goodfaith.trust.viewing import Viewer

_SAID = (Decision.Verdict.CONFIRMED, Decision.Verdict.DISMISSED)


class PairFilters(Filters, frozen=True):
    """Days are those on which the second reading was finished."""

    choices: ClassVar[Mapping[str, Iterable[str]]] = {"said": ("same", "different")}
    phrases: ClassVar[Mapping[str, Any]] = {
        "since": _("from %(value)s"),
        "until": _("to %(value)s"),
    }

    rule: str = ""
    said: str = ""
    unit: RowId | None = None
    since: date | None = None
    until: date | None = None


def pairs(viewer: Viewer, query: QueryDict) -> QuerySet[Decision]:
    """The second reader's decisions that can be held against the first's, visible to `viewer`.

    Each has `first` (the verdict of the other), `finished_at` and `settled` (the arbiter's).
    Of what the machine had found to be violated; what is undecidable, or was missed, is another
    question. What somebody changed after the comparison does not count.
    """
    filters = PairFilters.read(query)
    cases = Case.objects.visible_to(viewer).exclude(pk__in=blind_cases(viewer))
    rows = Decision.objects.filter(
        case__in=cases, seat=Seat.SECOND, machine="violated", verdict__in=_SAID
    )
    rows = rows.annotate(finished_at=_finished()).filter(finished_at__isnull=False)
    rows = rows.filter(_stood("finished_at"), at__lte=F("finished_at"))
    rows = rows.annotate(first=_first(), settled=_settled()).filter(first__in=_SAID)
    return rows.filter(*_conditions(filters)).select_related("case__conversation")


def _conditions(filters: PairFilters) -> Iterator[Q]:
    if filters.rule:
        yield Q(rule=filters.rule)
    if filters.said:
        same = Q(first=F("verdict"))
        yield same if filters.said == "same" else ~same
    if filters.unit is not None:
        yield Q(case__unit_path__contains=[filters.unit])
    zone = timezone.get_default_timezone()
    if filters.since:
        yield Q(finished_at__gte=start_of(filters.since, zone))
    if filters.until:
        yield Q(finished_at__lt=end_of(filters.until, zone))


def _stood(at: str) -> Q:
    return Q(ended_at=None) | Q(ended_at__gt=F(at))


def _finished() -> Subquery:
    """When the second reading was done to which a decision belongs: the next after it."""
    done = ReviewTask.objects.filter(
        case=OuterRef("case"), seat=Seat.SECOND, state="done", done_at__gte=OuterRef("at")
    )
    return Subquery(done.order_by("done_at").values("done_at")[:1])


def _first() -> Subquery:
    """What the first had said of the same then."""
    rows = Decision.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=OuterRef("finished_at")),
        case=OuterRef("case"), rule=OuterRef("rule"), group=OuterRef("group"), seat=Seat.FIRST,
        at__lte=OuterRef("finished_at"),
    )  # fmt: skip
    return Subquery(rows.order_by("-at").values("verdict")[:1])


def _settled() -> Subquery:
    rows = Decision.objects.filter(
        case=OuterRef("case"), rule=OuterRef("rule"), group=OuterRef("group"), seat=Seat.ARBITER,
        ended_at=None,
    )  # fmt: skip
    return Subquery(rows.values("verdict")[:1])


def months_before(day: date, months: int) -> date:
    """So many times thirty days earlier."""
    return day - timedelta(days=30 * months)
