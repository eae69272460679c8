"""One file of a version: what its rule says in words, and the text to change."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodfaith.analysis.rules.explaining import explain
from goodfaith.analysis.rules.reading import EXAMPLE_KEYS, RulebookInvalid
from goodfaith.analysis.rules.yaml_lines import YamlUnreadable
from goodfaith.conversations.private import transcript_of
from goodfaith.conversations.queries import said_in
from goodfaith.platform.web.addresses import id_in
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.quality.models import RulebookVersion
from goodfaith.quality.versions.archive import is_path
from goodfaith.quality.versions.checking import check_file, read_rule
from goodfaith.quality.versions.contents import FileState, file_state, files_of, history_of, text_at
from goodfaith.quality.versions.drafting import ChangedMeanwhile, restore_file, save_file
from goodfaith.quality.versions.exampling import example_of, with_example
from goodfaith.quality.versions.lines import merged, side_by_side
from goodfaith.quality.versions.refusals import NotPossible
from goodfaith.quality.versions.running import NothingThere, conversation_row, run_rule
from goodfaith.quality.versions.slicing import is_rule
from goodfaith.quality.versions.testing import said_in as example_said
from goodfaith.quality.versions.views.showing import CHANGE, READ, frame, version_of
from goodfaith.trust.display import displayed, private_spans

KEPT = 128
NEW_RULE = """id: {id}
title: {{zh: , en: }}
family:
severity: minor
basis:
  - {{regulation: , article: }}
says:
  said: {{by: adviser, any: []}}
violated: said
examples:
  violated: []
  passed: []
"""


@page(READ)
def rule_file(request: ViewedRequest, number: int, path: str) -> HttpResponseBase:
    """A file, its rule in both languages where it is one, what was changed in it."""
    version = version_of(number)
    state = _there(version, path)
    return render(request, "quality/versions/file.html", _context(request, version, state))


@require_POST
@page(CHANGE)
def rule_added(request: ViewedRequest, number: int) -> HttpResponseBase:
    """A new file with what every rule has, to be filled in."""
    version = version_of(number)
    path = f"rules/{request.POST.get('id', '').strip()}.yaml"
    if not is_path(path) or path in files_of(version):
        told = _("An id like sale.guaranteed_return that no rule has yet is expected.")
        messages.error(request, told)
        return HttpResponseRedirect(reverse("rulebook", args=[number]))
    text = NEW_RULE.format(id=path.removeprefix("rules/").removesuffix(".yaml"))
    try:
        here = file_state(version, path)
        save_file(version=version, path=path, text=text, number=here.number,
                  actor=request.viewer, now=timezone.now())  # fmt: skip
    except NotPossible as refused:
        messages.error(request, refused.sentence)
        return HttpResponseRedirect(reverse("rulebook", args=[number]))
    return HttpResponseRedirect(reverse("rule_file", args=[number, path]))


@require_POST
@page(CHANGE)
def rule_checked(request: ViewedRequest, number: int, path: str) -> HttpResponseBase:
    """What is wrong with the text as it is typed."""
    version = version_of(number)
    _there(version, path)
    wrong = check_file(files_of(version), path, _text(request))
    return render(request, "quality/versions/parts/problems.html", {"wrong": wrong})


@require_POST
@page(CHANGE)
def rule_saved(request: ViewedRequest, number: int, path: str) -> HttpResponseBase:
    """Keep the text; where somebody else kept another one meanwhile, both are shown."""
    version = version_of(number)
    state = _there(version, path)
    text = None if "remove" in request.POST else _text(request)
    began = id_in(request.POST.get("number", ""))
    try:
        save_file(version=version, path=path, text=text, number=began, actor=request.viewer,
                  now=timezone.now())  # fmt: skip
    except NotPossible as refused:
        messages.error(request, refused.sentence)
    except ChangedMeanwhile as changed:
        context = _context(request, version, state) | _conflict(changed, text)
        return render(request, "quality/versions/file.html", context, status=409)
    if text is None:
        messages.success(request, _("Removed. Its history is kept: it can be brought back."))
    return HttpResponseRedirect(reverse("rule_file", args=[number, path]))


@require_POST
@page(CHANGE)
def rule_restored(request: ViewedRequest, number: int, path: str) -> HttpResponseBase:
    """Back to what the file was after so many changes."""
    version = version_of(number)
    state = _there(version, path)
    try:
        restore_file(version=version, path=path, to=id_in(request.POST.get("to", "")),
                     number=id_in(request.POST.get("number", "")), actor=request.viewer,
                     now=timezone.now())  # fmt: skip
    except NotPossible as refused:
        messages.error(request, refused.sentence)
    except ChangedMeanwhile as changed:
        context = _context(request, version, state) | _conflict(changed, state.text)
        return render(request, "quality/versions/file.html", context, status=409)
    return HttpResponseRedirect(reverse("rule_file", args=[number, path]))


@page(READ)
def rule_run(request: ViewedRequest, number: int, path: str) -> HttpResponseBase:
    """What the rule says of a conversation or sale, and what the rule in force says."""
    version = version_of(number)
    state = _there(version, path)
    about = request.GET.get("about", "").strip()[:200]
    context: dict[str, Any] = {"version": version, "path": path, "about": about}
    context["can_edit"] = request.viewer.may(CHANGE) and version.is_open
    context |= {"kinds": EXAMPLE_KEYS, "number": state.number}
    if about:
        try:
            context["run"] = run_rule(viewer=request.viewer, version=version, path=path,
                                      about=about, now=timezone.now())  # fmt: skip
        except NothingThere:
            context["is_nothing"] = True
        except (RulebookInvalid, KeyError):
            context["is_unreadable"] = True
    return render(request, "quality/versions/parts/run.html", context)


@require_POST
@page(CHANGE)
def rule_example(request: ViewedRequest, number: int, path: str) -> HttpResponseBase:
    """Turns of a real conversation become an example of the rule, private data covered."""
    version = version_of(number)
    state = _there(version, path)
    row = conversation_row(request.viewer, request.POST.get("about", "")[:200])
    if row is None or row.revision is None:
        messages.error(request, _("No such conversation, or not for you."))
        return HttpResponseRedirect(reverse("rule_file", args=[number, path]))
    said = said_in(row.revision)
    transcript = transcript_of(row.revision.hash, said)
    texts = displayed(transcript.texts, private_spans(transcript), frozenset(), set())
    first = max(0, id_in(request.POST.get("first", "")) - 1)
    last = max(first, id_in(request.POST.get("last", "")) - 1)
    try:
        kind = request.POST.get("kind", "")
        text = with_example(state.text or "", kind, example_of(said, texts, first, last))
        save_file(version=version, path=path, text=text, number=state.number,
                  actor=request.viewer, now=timezone.now())  # fmt: skip
    except NotPossible as refused:
        messages.error(request, refused.sentence)
    except (ValueError, KeyError, YamlUnreadable):
        messages.error(request, _("It could not be put into the file: write it there by hand."))
    except ChangedMeanwhile:
        messages.error(request, _("Somebody changed the file just now: try again."))
    else:
        messages.success(request, _("The example was added. Private data in it is covered."))
    return HttpResponseRedirect(reverse("rule_file", args=[number, path]))


def _there(version: RulebookVersion, path: str) -> FileState:
    """The file as it is, or as it was before it was removed here. Raises `Http404`."""
    state = file_state(version, path) if is_path(path) else None
    if state is None or (state.text is None and state.number == 0):
        raise Http404
    return state


def _text(request: ViewedRequest) -> str:
    """As it was typed, with the ends of lines that files have."""
    return request.POST.get("text", "").replace("\r\n", "\n").replace("\r", "\n")


def _context(request: ViewedRequest, version: RulebookVersion, state: FileState) -> dict[str, Any]:
    files = files_of(version)
    history = history_of(version, state.path)
    began = text_at(version, state.path, 0)
    context = frame(request, version, "rules") | {
        "path": state.path,
        "text": state.text or "",
        "is_removed": state.text is None,
        "number": state.number,
        "history": history,
        "is_rule": is_rule(state.path),
        "wrong": check_file(files, state.path, state.text) if state.text is not None else [],
        "rows": side_by_side(began or "", state.text or ""),
        "kinds": EXAMPLE_KEYS,
    }
    if is_rule(state.path) and state.text is not None:
        context |= _explained(version.pk, version.changes, state.path)
    return context


@lru_cache(maxsize=KEPT)
def _explained(version: int, changes: int, path: str) -> dict[str, Any]:
    """What a version says stays the same until it is changed: reading it takes a while."""
    try:
        rule, _book = read_rule(files_of(RulebookVersion.objects.get(pk=version), changes), path)
    except (RulebookInvalid, KeyError):
        return {}
    examples = [
        (kind, n, example_said(example))
        for kind, listed in rule.examples.items()
        for n, example in enumerate(listed, 1)
    ]
    return {
        "rule": rule,
        "explained": [("zh-CN", explain(rule, "zh")), ("en", explain(rule, "en"))],
        "examples": examples,
        "basis": rule.basis,
    }


def _conflict(changed: ChangedMeanwhile, mine: str | None) -> dict[str, Any]:
    """Their text beside mine; the two put together where they do not touch."""
    theirs = changed.theirs.text or ""
    both = None
    if mine is not None and changed.base is not None and changed.theirs.text is not None:
        both = merged(changed.base, mine, theirs)
    return {
        "conflict": changed,
        "conflict_rows": side_by_side(theirs, mine or ""),
        "is_merged": both is not None,
        "mine": mine,
        "text": both if both is not None else mine or "",
        "number": changed.theirs.number,
    }
