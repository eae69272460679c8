"""The list of versions; one with its rules; what is done with it as a whole."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodfaith.analysis.finding import SEVERITIES
from goodfaith.analysis.problems import UnreadableInput
from goodfaith.conversations.reading.packing import packed
from goodfaith.conversations.shown.language import lang
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.quality.versions.archive import LARGEST_ARCHIVE, read_archive
from goodfaith.quality.versions.contents import changed_paths, files_of
from goodfaith.quality.versions.drafting import note_version, start_draft
from goodfaith.quality.versions.publishing import publish_version, withdraw_version
from goodfaith.quality.versions.refusals import NotPossible
from goodfaith.quality.versions.summaries import narrowed, shared_files, summaries
from goodfaith.quality.versions.testing import start_test, test_of
from goodfaith.quality.versions.views.showing import (
    CHANGE,
    PUBLISH,
    READ,
    frame,
    light,
    version_of,
)
from goodfaith.trust import ledger

LISTED = 100
MOST_TOLD = 20


@page(READ)
def rulebooks(request: ViewedRequest) -> HttpResponseBase:
    """Every version, the latest first, and which of them is in force."""
    from goodfaith.quality.versions.backtesting.asking import in_force

    rows = list(light()[:LISTED])
    current = in_force(timezone.localdate())
    context = {
        "versions": rows,
        "current": current,
        "may_change": request.viewer.may(CHANGE),
        "base": current or next((row for row in rows if row.edition_id), None),
    }
    return render(request, "quality/versions/rulebooks.html", context)


@page(READ)
def rulebook(request: ViewedRequest, number: int) -> HttpResponseBase:
    """The rules of a version, searched and narrowed."""
    version = version_of(number)
    files = files_of(version)
    changed = changed_paths(version)
    every = summaries(files)
    asked = {name: request.GET.get(name, "")[:80] for name in ("q", "family", "severity", "only")}
    shown = narrowed(
        every,
        text=asked["q"],
        family=asked["family"],
        severity=asked["severity"],
        only=changed if asked["only"] == "changed" else None,
        files=files,
    )
    context = frame(request, version, "rules") | {
        "rules": [
            (one, one.zh if lang() == "zh" else one.en, one.path in changed) for one in shown
        ],
        "count": len(every),
        "changed_count": len(changed),
        "asked": asked,
        "is_narrowed": any(asked.values()),
        "families": sorted({one.family for one in every if one.family}),
        "severities": SEVERITIES,
        "shared": [(path, count, path in changed) for path, count in shared_files(files)],
        "removed": sorted(path for path in changed if path not in files),
    }
    return render(request, "quality/versions/rulebook.html", context)


@require_POST
@page(CHANGE)
def rulebook_drafted(request: ViewedRequest, number: int) -> HttpResponseBase:
    """A new draft of a version."""
    base = version_of(number)
    made = start_draft(based_on=base, actor=request.viewer, now=timezone.now(),
                       note=request.POST.get("note", ""))  # fmt: skip
    return HttpResponseRedirect(reverse("rulebook", args=[made.number]))


@require_POST
@page(CHANGE)
def rulebook_handed_in(request: ViewedRequest, number: int) -> HttpResponseBase:
    """A draft out of a ZIP of files, as if its author had typed what differs."""
    base = version_of(number)
    given = request.FILES.get("file")
    if given is None or (given.size or 0) > LARGEST_ARCHIVE:
        messages.error(request, _("Choose a ZIP of at most 16 MB."))
        return HttpResponseRedirect(reverse("rulebooks"))
    try:
        files = read_archive(given.read(), str(given.name)[:80])
    except UnreadableInput as unreadable:
        context = {"problems": unreadable.problems[:MOST_TOLD], "more": len(unreadable.problems)}
        return render(request, "quality/versions/refused_archive.html", context, status=422)
    made = start_draft(based_on=base, actor=request.viewer, now=timezone.now(), files=files,
                       note=request.POST.get("note", ""))  # fmt: skip
    return HttpResponseRedirect(reverse("rulebook", args=[made.number]))


@page(READ)
def rulebook_archive(request: ViewedRequest, number: int) -> HttpResponseBase:
    """The files of a version as a ZIP."""
    version = version_of(number)
    ledger.record(request.viewer, "rulebook.taken_out", version, timezone.now())
    response = HttpResponse(packed(files_of(version)), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="rulebook-{version.number}.zip"'
    return response


@require_POST
@page(CHANGE)
def rulebook_noted(request: ViewedRequest, number: int) -> HttpResponseBase:
    """What the version is for."""
    note = request.POST.get("note", "")
    return _done(request, number, "rulebook", note_version, note=note)


@page(READ)
def rulebook_test(request: ViewedRequest, number: int) -> HttpResponseBase:
    """What its examples say."""
    version = version_of(number)
    context = frame(request, version, "test") | _tested(version)
    return render(request, "quality/versions/test.html", context)


@page(READ)
def rulebook_test_progress(request: ViewedRequest, number: int) -> HttpResponseBase:
    """Asked again while it is being tested; then the page is loaded anew."""
    version = version_of(number)
    context = {"version": version} | _tested(version)
    response = render(request, "quality/versions/parts/test_progress.html", context)
    if version.testing != version.Testing.RUNNING:
        response["HX-Refresh"] = "true"
    return response


def _tested(version: Any) -> dict[str, Any]:
    return {
        "tested": test_of(version),
        "is_stale": bool(version.testing) and version.tested_changes != version.changes,
        "is_running": version.testing == version.Testing.RUNNING,
    }


@require_POST
@page(CHANGE)
def rulebook_tested(request: ViewedRequest, number: int) -> HttpResponseBase:
    """Ask for the examples to be run."""
    return _done(request, number, "rulebook_test", start_test)


@require_POST
@page(PUBLISH)
def rulebook_published(request: ViewedRequest, number: int) -> HttpResponseBase:
    """Put it in force; then reading a period again is offered."""
    day = None
    with suppress(ValueError):
        day = parse_date(request.POST.get("in_force_from", ""))
    if day is None:
        messages.error(request, NotPossible("no_day").sentence)
        return HttpResponseRedirect(reverse("rulebook", args=[number]))
    reason = request.POST.get("reason", "")
    return _done(request, number, "rulebook", publish_version, in_force_from=day, reason=reason,
                 told=_("Published. Conversations of a period can now be read again."))  # fmt: skip


@require_POST
@page(CHANGE)
def rulebook_withdrawn(request: ViewedRequest, number: int) -> HttpResponseBase:
    """Give it up."""
    return _done(request, number, "rulebook", withdraw_version)


def _done(
    request: ViewedRequest,
    number: int,
    then: str,
    act: Callable[..., Any],
    told: str = "",
    **values: Any,
) -> HttpResponseBase:
    """Do it and go on; what is not possible is said."""
    try:
        act(version=version_of(number), actor=request.viewer, now=timezone.now(), **values)
    except NotPossible as refused:
        messages.error(request, refused.sentence)
    else:
        if told:
            messages.success(request, told)
    return HttpResponseRedirect(reverse(then, args=[number]))
