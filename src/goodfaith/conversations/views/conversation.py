"""The page of one conversation, what changed in it, and how far its reading is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from goodfaith.conversations import queries
from goodfaith.conversations.beside import beside
from goodfaith.conversations.detail import Detail, detail_of
from goodfaith.conversations.differing import difference_of, difference_of_readings
from goodfaith.conversations.models import Conversation
from goodfaith.conversations.shown.strip import LANE_STEP, MARKS_HEIGHT
from goodfaith.conversations.views.recordings import player_of
from goodfaith.conversations.words import CHANNELS, PURPOSES
from goodfaith.platform.web.addresses import id_in
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.platform.web.tags.numbers import duration
from goodfaith.trust.models import Unmasking

MOST_ASKED = 600
"""After so many questions whether it has been read the page stops asking."""
_FIRST_DELAY, _LONGEST_DELAY = 400, 5_000


@page("conversations.read")
def conversation(request: ViewedRequest, id: int) -> HttpResponseBase:
    asked = request.GET.get
    detail = detail_of(request.viewer, id, asked("revision", ""), asked("reading", ""))
    return render(request, "conversations/conversation.html", _context(request, detail))


@page("conversations.read")
def conversation_difference(request: ViewedRequest, id: int) -> HttpResponseBase:
    """Words and findings of two revisions, of the last two unless others are asked for.

    With `before` and `after`, what two readings of one revision found.
    """
    asked = request.GET.get
    before, after = asked("before", ""), asked("after", "")
    if before or after:
        difference = difference_of_readings(request.viewer, id, before, after)
    else:
        difference = difference_of(request.viewer, id, asked("old", ""), asked("new", ""))
    return render(request, "conversations/difference.html", {"difference": difference})


@page("conversations.read")
def conversation_state(request: ViewedRequest, id: int) -> HttpResponseBase:
    """Asked again and again while it waits to be read; then the page is loaded anew."""
    found = queries.conversation_for(request.viewer, id, "revision", "reading")
    if found.state != Conversation.State.WAITING:
        return _anew(request, found)
    asked = _asked(request)
    shown = {"conversation": found, "revision": found.revision, "reading": found.reading}
    context = {"detail": shown, "asked": asked + 1, "delay": _delay(asked)}
    return render(request, "conversations/parts/state.html", context)


def _asked(request: HttpRequest) -> int:
    text = request.GET.get("asked", "")
    return min(id_in(text), MOST_ASKED)


def _anew(request: HttpRequest, found: Conversation) -> HttpResponse:
    response = HttpResponse(status=204)
    response["HX-Redirect"] = reverse("conversation", args=[found.pk])
    return response


def _delay(asked: int) -> int:
    """Milliseconds until the page asks again: longer each time."""
    return min(_LONGEST_DELAY, int(_FIRST_DELAY * 1.25 ** min(asked, 20)))


def heading_of(found: Conversation) -> str:
    """`Sales by phone, 14 min 52 s`."""
    values = {
        "purpose": PURPOSES.get(found.purpose, _("Conversation")),
        "channel": CHANNELS.get(found.channel, found.channel),
        "length": duration(found.duration_seconds) if found.duration_seconds else "",
    }
    if values["length"]:
        return _("%(purpose)s · %(channel)s, %(length)s") % values
    return _("%(purpose)s · %(channel)s") % values


def _context(request: ViewedRequest, detail: Detail) -> dict[str, Any]:
    viewer = request.viewer
    reading = detail.reading
    recording = detail.recording
    player = player_of(viewer, detail.conversation, recording) if recording else {}
    return player | {
        "detail": detail,
        "beside": beside(request, detail.conversation),
        "heading": heading_of(detail.conversation),
        "measures": reading.measures if reading else {},
        "deductions": detail.deductions,
        "violated_count": len(detail.violated),
        "undecidable_count": len(detail.undecidable),
        "passed_count": len(reading.passed) if reading else 0,
        "not_applicable_count": len(reading.not_applicable) if reading else 0,
        "can_correct": viewer.may("conversations.correct"),
        "can_unmask": viewer.may("private.unmask"),
        "can_attach": viewer.may("conversations.attach"),
        "sides": [("", _("Not known")), ("adviser", _("Adviser")), ("customer", _("Customer"))],
        "unmask_reasons": Unmasking.Reason.choices,
        "marks_height": MARKS_HEIGHT,
        "lanes_height": LANE_STEP * max(1, len(detail.strip.lanes)) - 6,
        "asked": 0,
        "delay": _FIRST_DELAY,
    }
