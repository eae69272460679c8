"""The recording of a conversation: attached, its player, turned into text."""

from __future__ import annotations

import base64
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodfaith.conversations import queries
from goodfaith.conversations.models import Conversation, Recording
from goodfaith.conversations.recordings import (
    ask_for_transcript,
    attach_address,
    attach_file,
    playable,
)
from goodfaith.conversations.recordings.attaching import SIDES
from goodfaith.conversations.recordings.transcribing import speech_status
from goodfaith.conversations.shown.wave import wave
from goodfaith.conversations.speech import RecordingRefused, SpeechNotInstalled
from goodfaith.conversations.words import SPEECH
from goodfaith.platform.web.pages import ViewedRequest, page
from goodfaith.trust.viewing import Viewer

_LOUDEST = 255


class AttachForm(forms.Form):
    """A file, or the address of one; `left` is who speaks in the left channel."""

    file = forms.FileField(required=False)
    url = forms.CharField(required=False, max_length=1000)
    left = forms.ChoiceField(required=False, choices=[(side, side) for side in SIDES])


def player_of(viewer: Viewer, conversation: Conversation, recording: Recording) -> dict[str, Any]:
    """What the player of a page needs; without a file of ours it is only a link."""
    if not recording.path:
        return {"wave": None}
    seconds = recording.seconds or 0.0
    muted = playable(viewer, conversation, timezone.now()).muted
    status = speech_status()
    return {
        "wave": wave(_peaks(recording.peaks), seconds, muted),
        "recording_url": f"/api/v1/conversations/{conversation.pk}/recording",
        "can_transcribe": status.ready,
        "speech_told": SPEECH.get(status.code, status.sentence),
        "transcribed_percent": round(100 * recording.progress),
    }


def _peaks(channels: list[str]) -> list[float]:
    """The louder of the channels at each place, 0 to 1."""
    decoded = [base64.b64decode(channel) for channel in channels]
    return [max(places) / _LOUDEST for places in zip(*decoded, strict=False)]


@page("conversations.read")
def recording_state(request: ViewedRequest, id: int) -> HttpResponseBase:
    """Asked again while it is being transcribed; then the page is loaded anew."""
    found = queries.conversation_for(request.viewer, id, "recording")
    recording = getattr(found, "recording", None)
    if recording is None:
        raise Http404
    context = {
        "detail": {"conversation": found, "recording": recording},
        "transcribed_percent": round(100 * recording.progress),
    }
    response = render(request, "conversations/parts/transcribing.html", context)
    if recording.state != Recording.State.TRANSCRIBING:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@page("conversations.attach")
def recording_attached(request: ViewedRequest, id: int) -> HttpResponseBase:
    """Attach a file or an address; what was attached before is replaced."""
    found = queries.conversation_for(request.viewer, id)
    form = AttachForm(request.POST, request.FILES)
    values = form.cleaned_data if form.is_valid() else {}
    try:
        _attach(request, found, values)
    except RecordingRefused as refused:
        expected = "; ".join(problem.expected for problem in refused.problems)
        messages.error(request, _("Not attached: expected %(expected)s") % {"expected": expected})
    except SpeechNotInstalled as missing:
        messages.error(request, str(missing))
    return HttpResponseRedirect(reverse("conversation", args=[id]))


def _attach(request: ViewedRequest, found: Conversation, values: dict[str, Any]) -> None:
    now = timezone.now()
    if values.get("file"):
        chunks = values["file"].chunks()
        attach_file(found, chunks, actor=request.viewer, now=now, left=values["left"])
    elif values.get("url"):
        attach_address(found, values["url"], actor=request.viewer, now=now)
    else:
        messages.error(request, _("Choose a file, or give an address."))
        return
    messages.success(request, _("The recording is attached."))


@require_POST
@page("conversations.correct")
def recording_transcribed(request: ViewedRequest, id: int) -> HttpResponseBase:
    """Turn it into text although there are words already."""
    found = queries.conversation_for(request.viewer, id, "recording")
    recording = getattr(found, "recording", None)
    if recording is None:
        raise Http404
    if not ask_for_transcript(recording, actor=request.viewer, now=timezone.now()):
        status = speech_status()
        messages.error(request, str(SPEECH.get(status.code, status.sentence)))
    return HttpResponseRedirect(reverse("conversation", args=[id]))
