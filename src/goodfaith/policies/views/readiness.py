"""What is connected and how complete it is: a page, and the same as a table to take away."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from io import StringIO

import msgspec
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goodfaith.analysis.rules.rule import Rulebook
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.platform.web.tables.exporting import plain
from goodfaith.policies.readiness.counting import count_again
from goodfaith.policies.readiness.overview import (
    KindState,
    counted_at,
    overview,
    rulebook_in_force,
)
from goodfaith.policies.words import word_of, word_of_field


class ShownField(msgspec.Struct, frozen=True):
    word: str
    name: str
    share: float | None
    rules: int


class ShownKind(msgspec.Struct, frozen=True):
    """A kind in the language of the page; `rules` are (id, title)."""

    word: str
    system: str
    state: KindState
    fields: list[ShownField]
    rules: list[tuple[str, str]]


@page("readiness.read")
def readiness(request: ViewedRequest) -> HttpResponseBase:
    """Every source: what waits for it first."""
    shown = _shown()
    used = [one for one in shown if one.state.rules]
    missing = [one for one in used if not one.state.is_connected]
    waiting = {rule for one in missing for rule in one.state.rules}
    context = {
        "kinds": used,
        "others": [one for one in shown if not one.state.rules],
        "missing": len(missing),
        "connected": len(used) - len(missing),
        "waiting": len(waiting),
        "has_rulebook": any(one.state.rules for one in shown),
        "counted_at": counted_at(),
        "may_import": request.viewer.may("facts.import"),
    }
    return render(request, "policies/readiness.html", context)


@page("readiness.read")
def readiness_table(request: ViewedRequest) -> HttpResponseBase:
    """A row for each field that rules read."""
    response = StreamingHttpResponse(_lines(_shown()), content_type="text/csv; charset=utf-8")
    name = f"readiness-{timezone.localdate()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _shown() -> list[ShownKind]:
    if counted_at() is None:
        count_again(timezone.now())
    rulebook = rulebook_in_force()
    return [_kind(state, rulebook) for state in overview()]


def _kind(state: KindState, rulebook: Rulebook | None) -> ShownKind:
    name = state.kind.name
    fields = [
        ShownField(word_of_field(name, one.name), f"{name}.{one.name}", one.share, len(one.rules))
        for one in state.fields
    ]
    titles = [(id, _title(rulebook.rule(id).title, id)) for id in state.rules] if rulebook else []
    return ShownKind(word_of(state.kind), state.kind.source, state, fields, titles)


def _title(title: Mapping[str, str], otherwise: str) -> str:
    lang = "zh" if (get_language() or "zh").startswith("zh") else "en"
    return title.get(lang) or next(iter(title.values()), otherwise)


def _lines(shown: list[ShownKind]) -> Iterator[str]:
    head = (
        _("Kind of fact"), _("System"), _("Connected"), _("Records"), _("Last came"),
        _("Field"), _("Share known"), _("Rules"),
    )  # fmt: skip
    yield "\ufeff" + _line(head)
    for one in shown:
        state = one.state
        latest = timezone.localtime(state.latest_at) if state.latest_at else None
        start = (
            one.word, one.system, _("yes") if state.is_connected else _("no"), str(state.records),
            latest.isoformat(" ", "minutes") if latest else "",
        )  # fmt: skip
        for field in one.fields:
            share = "" if field.share is None else f"{field.share:.4f}"
            yield _line((*start, f"{field.word} ({field.name})", share, str(field.rules)))
        if not one.fields:
            yield _line((*start, "", "", "0"))


def _line(cells: tuple[str, ...]) -> str:
    written = StringIO()
    csv.writer(written).writerow([plain(cell) for cell in cells])
    return written.getvalue()
