"""Putting a conversation right, and reading one private thing in it, each with a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodfaith.analysis.conversation import Conversation as Said
from goodfaith.conversations import queries
from goodfaith.conversations.correcting import Conflict, CorrectionInvalid, Meanwhile, correct
from goodfaith.conversations.forms import WORDS, CorrectionForm, UnmaskForm
from goodfaith.conversations.models import Conversation, Revision
from goodfaith.conversations.private import CUSTOMER, KIND, Shown, shown_to
from goodfaith.conversations.shown.clock import clock
from goodfaith.conversations.uncovering import CoveredMoved, uncovered
from goodfaith.platform.web.addresses import id_in
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.trust.models import Staff
from goodfaith.trust.refusing import Refused
from goodfaith.trust.services.unmasking import field_place, unmask, value_place

PANEL = "conversations/parts/correcting.html"
RELINK = "conversations/parts/relink.html"


@page("conversations.correct")
def conversation_turn(request: ViewedRequest, id: int, turn: int) -> HttpResponseBase:
    """The panel in which one turn is corrected."""
    found, said, shown = _current(request, id)
    if turn >= len(said.utterances):
        raise Http404
    assert found.revision is not None
    initial = {
        "kind": WORDS,
        "expected": found.revision.number,
        "turn": turn,
        "text": shown.texts[turn],
        "start": _end_before(said, turn),
        "end": clock(said.utterances[turn].start),
    }
    form = CorrectionForm(initial=initial)
    return render(request, PANEL, {"form": form, "conversation": found, "turn": turn})


def _end_before(said: Said, turn: int) -> str:
    before = said.utterances[turn - 1] if turn else None
    return clock(before.end if before else 0.0)


@page("conversations.correct")
def conversation_links(request: ViewedRequest, id: int) -> HttpResponseBase:
    """The form that relinks: adviser, customer, policies."""
    found, said, shown = _current(request, id)
    assert found.revision is not None
    initial = {
        "kind": "links",
        "expected": found.revision.number,
        "adviser": said.adviser,
        "customer": shown.customer,
        "policies": ", ".join(said.policies),
        "applications": ", ".join(said.applications),
        "reason": "wrong_link",
    }
    form = CorrectionForm(initial=initial)
    return render(request, RELINK, {"form": form, "conversation": found, "shown": shown})


@require_POST
@page("conversations.correct")
def conversation_correct(request: ViewedRequest, id: int) -> HttpResponseBase:
    """Make the correction a revision; whoever is second is told what the first has changed."""
    found, said, shown = _current(request, id)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _refused(request, found, shown, form, status=422)
    try:
        _correct(request, found, said, shown, form)
    except CoveredMoved:
        covered = _(
            "What is covered can be taken out whole, but not moved or typed. Show it first."
        )
        form.add_error("text", covered)
    except CorrectionInvalid as invalid:
        for problem in invalid.problems:
            form.add_error(None, _problem_in_words(problem.field, problem.expected))
    except Conflict as conflict:
        context = {"conflict": conflict, "meanwhile": _told(conflict.meanwhile)}
        return _refused(request, found, shown, form, status=409, **context)
    if form.errors:
        return _refused(request, found, shown, form, status=422)
    messages.success(request, _("The correction is kept; the conversation is being read again."))
    return _to(request, reverse("conversation", args=[id]))


def _correct(
    request: ViewedRequest, found: Conversation, said: Said, shown: Shown, form: CorrectionForm
) -> None:
    values = form.cleaned_data
    text = ""
    if values["kind"] == WORDS:
        turn, typed = values["turn"], values["text"].replace("\r\n", "\n")
        if turn < len(said.utterances):
            text = uncovered(said.utterances[turn].text, shown.texts[turn], typed)
    covered = shown.customer_covered and values["customer"].strip() == shown.customer
    correct(
        found,
        form.change(text, covered),
        expected=values["expected"],
        actor=request.viewer,
        reason=values["reason"],
        note=values["note"],
    )


def _problem_in_words(field: str, expected: str) -> str:
    if not field:
        return _("Nothing would change by that.")
    return _("%(field)s: expected %(expected)s") % {"field": field, "expected": expected}


def _told(meanwhile: tuple[Meanwhile, ...]) -> list[dict[str, Any]]:
    staff = Staff.objects.in_bulk([m.made_by for m in meanwhile if m.made_by])
    return [{"revision": m, "by": staff.get(m.made_by or 0)} for m in meanwhile]


def _refused(
    request: ViewedRequest,
    found: Conversation,
    shown: Shown,
    form: CorrectionForm,
    *,
    status: int,
    **more: Any,
) -> HttpResponse:
    """The form again with what was typed; htmx shows it only when the status is a good one."""
    kind = form.data.get("kind", WORDS)
    template = RELINK if kind == "links" else PANEL
    turn = form.data.get("turn", "0")
    context = {
        "form": form,
        "conversation": found,
        "shown": shown,
        "turn": id_in(turn),
        **more,
    }
    htmx = request.headers.get("HX-Request") == "true"
    return render(request, template, context, status=200 if htmx else status)


def _current(request: ViewedRequest, id: int) -> tuple[Conversation, Said, Shown]:
    found = queries.conversation_for(request.viewer, id, "revision")
    if found.revision is None:
        raise Http404
    said = queries.said_in(found.revision)
    return found, said, shown_to(request.viewer, found, found.revision, said, timezone.now())


@require_POST
@page("private.unmask")
def conversation_unmask(request: ViewedRequest, id: int) -> HttpResponseBase:
    """Show one private thing to one person for a while; it is in the ledger."""
    found = queries.conversation_for(request.viewer, id)
    form = UnmaskForm(request.POST)
    address = reverse("conversation", args=[id])
    if not form.is_valid():
        messages.error(request, _("Choose why you need to see it."))
        return HttpResponseRedirect(address)
    values = form.cleaned_data
    revision = get_object_or_404(Revision, conversation=found, number=values["revision"])
    value = values["value"]
    place = field_place(CUSTOMER) if value is None else value_place(revision.hash, value)
    try:
        made = unmask(
            viewer=request.viewer,
            object_kind=KIND,
            object_id=str(found.pk),
            place=place,
            reason=values["reason"],
            text=values["text"],
            now=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, " ".join(str(one.sentence) for one in refused.refusals))
        return HttpResponseRedirect(address)
    until = timezone.localtime(made.until).strftime("%H:%M")
    messages.success(request, _("You can read it until %(until)s.") % {"until": until})
    turn = f"#u{values['turn']}" if values["turn"] is not None else ""
    return HttpResponseRedirect(f"{address}?revision={revision.number}{turn}")


def _to(request: ViewedRequest, address: str) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return HttpResponseRedirect(address)
