"""Importing facts: hand a file in, check its columns, see what it would change, confirm, undo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodfaith.analysis.problems import Refused
from goodfaith.platform.web.addresses import id_in
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.policies.imports import (
    Column,
    confirm_import,
    map_columns,
    stop_import,
    undo_import,
)
from goodfaith.policies.imports.columns import ID
from goodfaith.policies.imports.kinds import ORGANISATION, importable, kind_named
from goodfaith.policies.imports.organisation import may_establish
from goodfaith.policies.imports.problems import problem_lines
from goodfaith.policies.models import FactImport, ImportChange, RefusedRow
from goodfaith.policies.queries import covered
from goodfaith.policies.words import (
    word_of,
    word_of_expected,
    word_of_field,
    word_of_kind,
    word_of_value,
)
from goodfaith.trust.display import mask_alone
from goodfaith.trust.problem_words import problem_words
from goodfaith.trust.viewing import Viewer

AT_ONCE = 30
MOST_SHOWN = 50
State = FactImport.State
WORKING = (State.LOOKING, State.COMPARING, State.IMPORTING, State.UNDOING)
_FIRST_DELAY, _LONGEST_DELAY = 500, 4_000


class ShownImport(msgspec.Struct, frozen=True):
    """An import with the word for its kind."""

    row: FactImport
    kind: str


class ShownColumn(msgspec.Struct, frozen=True):
    """A column of the file and what it holds now."""

    place: int
    heading: str
    examples: list[str]
    field: str
    is_key: bool


class ShownChange(msgspec.Struct, frozen=True):
    """An example of a change: fields with the word before and after."""

    row: ImportChange
    fields: list[tuple[str, str, str]]


class ShownProblem(msgspec.Struct, frozen=True):
    """One thing wrong with a row: the cell as everybody may see it, and what was expected."""

    place: str
    column: str
    found: str
    expected: str


@page("facts.import")
def imports(request: ViewedRequest) -> HttpResponseBase:
    """Where files are handed in, and those that were, the latest first."""
    before = request.GET.get("before", "")
    seen = FactImport.objects.visible_to(request.viewer)
    rows = seen.select_related("handed_in_by").order_by("-id")
    if id_in(before):
        rows = rows.filter(pk__lt=id_in(before))
    found = list(rows[: AT_ONCE + 1])
    may_all = may_establish(request.viewer, timezone.localdate())
    context = {
        "imports": [ShownImport(row, word_of_kind(row.kind)) for row in found[:AT_ONCE]],
        "later": found[AT_ONCE - 1].pk if len(found) > AT_ONCE else 0,
        "is_later": bool(id_in(before)),
        "kinds": [(name, word_of(kind)) for name, kind in importable().items()
                  if may_all or name not in ORGANISATION],
        "kind": request.GET.get("kind", ""),
        "sources": seen.order_by("source").values_list("source", flat=True).distinct()[:50],
        "most_bytes": settings.CONFIGURATION.upload_megabytes << 20,
        "most_megabytes": settings.CONFIGURATION.upload_megabytes,
    }  # fmt: skip
    return render(request, "policies/imports.html", context)


@page("facts.import")
def one_import(request: ViewedRequest, id: int) -> HttpResponseBase:
    """One file, and what is to be done with it next."""
    row = _import(request.viewer, id)
    context = _progress(request, row) | {
        "columns": list(_columns(row)),
        "fields": _fields(row),
        "changes": [_shown(request.viewer, change) for change in _examples(row)],
        "by_field": _by_field(row),
        "refused": [told for one in row.refused_rows.order_by("pk")[:MOST_SHOWN]
                    for told in _refused(row, one)],
        "kind_word": word_of_kind(row.kind),
        "undoable": row.confirmed_at and row.kind not in ORGANISATION
        and row.state in (State.DONE, State.STOPPED, State.FAILED),
        "stoppable": row.state not in (State.DONE, State.UNDONE, State.STOPPED, State.FAILED,
                                       State.UNDOING),
        "mappable": row.state in (State.MAPPING, State.COMPARED),
    }  # fmt: skip
    return render(request, "policies/import.html", context)


@page("facts.import")
def import_progress(request: ViewedRequest, id: int) -> HttpResponseBase:
    """Asked again until there is something for a person to do; then the page is loaded anew."""
    row = _import(request.viewer, id)
    response = render(request, "policies/parts/import_progress.html", _progress(request, row))
    if row.state not in WORKING and request.headers.get("HX-Request") == "true":
        response["HX-Refresh"] = "true"
    return response


@require_POST
@page("facts.import")
def import_mapped(request: ViewedRequest, id: int) -> HttpResponseBase:
    """The columns are as they were sent."""
    row = _import(request.viewer, id)
    columns = [_column_sent(request.POST, place, column.heading) for place, column in
               enumerate(_columns(row))]  # fmt: skip
    try:
        map_columns(row, columns=columns, actor=request.viewer, now=timezone.now())
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, _sentence(row, problem))
    return HttpResponseRedirect(reverse("import", args=[id]))


@require_POST
@page("facts.import")
def import_confirmed(request: ViewedRequest, id: int) -> HttpResponseBase:
    """It is taken in."""
    return _act(request, id, confirm_import)


@require_POST
@page("facts.import")
def import_stopped(request: ViewedRequest, id: int) -> HttpResponseBase:
    """No more of it is taken in."""
    return _act(request, id, stop_import)


@require_POST
@page("facts.import")
def import_undone(request: ViewedRequest, id: int) -> HttpResponseBase:
    """It is taken back."""
    return _act(request, id, undo_import)


@page("facts.import")
def import_problems(request: ViewedRequest, id: int) -> HttpResponseBase:
    """Every refused row as CSV."""
    row = _import(request.viewer, id)
    response = StreamingHttpResponse(problem_lines(row), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refused-{row.pk}.csv"'
    return response


def _act(request: ViewedRequest, id: int, act: Callable[..., FactImport]) -> HttpResponseBase:
    try:
        act(_import(request.viewer, id), actor=request.viewer, now=timezone.now())
    except Refused:
        messages.error(request, _("That is not possible any more: somebody was first."))
    return HttpResponseRedirect(reverse("import", args=[id]))


def _import(viewer: Viewer, id: int) -> FactImport:
    seen = FactImport.objects.visible_to(viewer)
    return get_object_or_404(seen.select_related("handed_in_by"), pk=id)


def _progress(request: ViewedRequest, row: FactImport) -> dict[str, Any]:
    times = min(id_in(request.GET.get("asked", "")), 100)
    taken = row.restored if row.state == State.UNDOING else row.reached
    return {
        "one": row,
        "is_working": row.state in WORKING,
        "taken": taken,
        "total": (row.added + row.changed) if row.state == State.UNDOING else row.rows,
        "asked": times + 1,
        "delay": min(_LONGEST_DELAY, int(_FIRST_DELAY * 1.2 ** min(times, 20))),
    }


def _columns(row: FactImport) -> Iterator[ShownColumn]:
    mapped = {column["heading"]: column for column in row.mapping}
    for place, heading in enumerate(row.headings):
        column = mapped.get(heading["name"], {})
        yield ShownColumn(
            place, heading["name"], heading["examples"], column.get("field", ""),
            column.get("is_key", False),
        )  # fmt: skip


def _column_sent(sent: QueryDict, place: int, heading: str) -> Column:
    return Column(heading, sent.get(f"field-{place}", ""), f"key-{place}" in sent)


def _fields(row: FactImport) -> list[tuple[str, str]]:
    own = [(field.attribute, word_of(field)) for field in kind_named(row.kind).fields]
    return [("", _("– leave out –")), (ID, _("its own id")), *own]


def _examples(row: FactImport) -> list[ImportChange]:
    found: list[ImportChange] = []
    for what in (ImportChange.What.CHANGED, ImportChange.What.NEW):
        found += row.changes.filter(what=what).order_by("pk")[:MOST_SHOWN]
    return found


def _shown(viewer: Viewer, change: ImportChange) -> ShownChange:
    kind = change.of.kind

    def said(name: str, value: Any) -> str:
        return word_of_value(kind, name, covered(viewer, kind, name, value))

    fields = [
        (word_of_field(kind, name), said(name, before), said(name, after))
        for name, before, after in change.fields
    ]
    return ShownChange(change, fields)


def _refused(of: FactImport, row: RefusedRow) -> Iterator[ShownProblem]:
    names = [heading["name"] for heading in of.headings]
    cells = dict(zip(names, row.cells, strict=False))
    fields = {field.attribute: field for field in kind_named(of.kind).fields}
    mapped = {column["heading"]: fields.get(column["field"]) for column in of.mapping}
    for problem in row.problems:
        name = problem["field"]
        found, expected = problem_words(problem["found"]), problem_words(problem["expected"])
        if problem["code"] == "field_invalid" and (field := mapped.get(name)):
            found, expected = mask_alone(cells.get(name, "")), word_of_expected(field)
        yield ShownProblem(row.place, name, found, expected)


def _by_field(row: FactImport) -> list[tuple[str, int]]:
    counted = sorted(row.by_field.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(word_of_field(row.kind, name), times) for name, times in counted]


def _sentence(row: FactImport, problem: Any) -> str:
    if problem.code == "column_missing":
        names = [word_of_field(row.kind, name) for name in problem.expected.split(" or ")]
        return _("A column is needed for: %(fields)s") % {"fields": " / ".join(names)}
    if problem.found == "no key":
        return _("Tick the columns that tell one record from another.")
    values = {"column": problem.field, "expected": problem_words(problem.expected)}
    if problem.expected == "each field once":
        return _("%(column)s: another column holds this already.") % values
    return _("%(column)s: expected %(expected)s") % values
