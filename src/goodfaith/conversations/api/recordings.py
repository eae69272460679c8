"""Recordings: attached, heard by ranges, turned into text."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from ninja import File, Form
from ninja.files import UploadedFile

from goodfaith.conversations.api.looking import conversation_or_404
from goodfaith.conversations.api.routes import router
from goodfaith.conversations.models import Recording
from goodfaith.conversations.recordings import (
    ask_for_transcript,
    attach_address,
    attach_file,
    playable,
    ranged,
)
from goodfaith.conversations.recordings.attaching import SIDES
from goodfaith.conversations.recordings.playing import note_hearing
from goodfaith.conversations.recordings.transcribing import speech_status
from goodfaith.conversations.speech import RecordingRefused, SpeechNotInstalled
from goodfaith.platform.api_access import acting
from goodfaith.platform.routing import Problem
from goodfaith.trust.api_access import caller
from goodfaith.trust.api_values import answer, invalid, sends, wrong_field

_READ, _ATTACH = acting("conversations.read"), acting("conversations.attach")
_FROM_THE_START = ("", "bytes=0-")


@router.post("/conversations/{int:id}/recording", auth=_ATTACH, response={201: Any},
             summary="Attach a recording: a file, or the address of one")  # fmt: skip
def attach(
    request: HttpRequest,
    id: int,
    file: File[UploadedFile | None] = None,
    url: Form[str] = "",
    left: Form[str] = "",
) -> HttpResponse:
    """`left` says who speaks in the left channel: adviser or customer."""
    viewer = caller(request)
    row = conversation_or_404(viewer, id)
    if left not in SIDES or bool(file) == bool(url):
        raise wrong_field("file", "not one of them", "a file or a url; left adviser or customer")
    try:
        if file is not None:
            chunks = file.chunks()
            made = attach_file(row, chunks, actor=viewer, now=timezone.now(), left=left)
        else:
            made = attach_address(row, url, actor=viewer, now=timezone.now())
    except RecordingRefused as refused:
        raise invalid(refused.problems) from None
    except SpeechNotInstalled as missing:
        raise Problem(501, "speech_not_installed", str(missing)) from None
    return answer(_told(made), 201)


@router.get("/conversations/{int:id}/recording", auth=_READ, summary="Hear it",
            response={200: None}, openapi_extra=sends("audio/*"))  # fmt: skip
def hear(request: HttpRequest, id: int) -> HttpResponseBase:
    """By byte ranges; seconds in which private numbers are said are silent unless you may hear."""
    viewer = caller(request)
    row, now = conversation_or_404(viewer, id), timezone.now()
    found = playable(viewer, row, now)
    if request.headers.get("Range", "") in _FROM_THE_START:
        note_hearing(viewer, row, found, now)
    return ranged(request, found.path, found.media_type)


@router.get("/conversations/{int:id}/recording/state", auth=_READ, response=Any,
            summary="What is known of its recording")  # fmt: skip
def state(request: HttpRequest, id: int) -> HttpResponse:
    """Length, waveform, and how far its transcription is."""
    row = conversation_or_404(caller(request), id)
    return answer(_told(_recording_or_404(row.pk)))


@router.post("/conversations/{int:id}/recording/transcript", auth=acting("conversations.correct"),
             response={202: Any}, summary="Turn it into text again")  # fmt: skip
def transcribe(request: HttpRequest, id: int) -> HttpResponse:
    """A revision of its own; 409 says what to configure where that cannot be."""
    viewer = caller(request)
    row = conversation_or_404(viewer, id)
    recording = _recording_or_404(row.pk)
    if not ask_for_transcript(recording, actor=viewer, now=timezone.now()):
        status = speech_status()
        raise Problem(409, status.code if not status.ready else "no_file", status.sentence)
    return answer(_told(_recording_or_404(row.pk)), 202)


def _recording_or_404(conversation: int) -> Recording:
    found = Recording.objects.filter(conversation=conversation).first()
    if found is None:
        raise Http404
    return found


def _told(row: Recording) -> dict[str, Any]:
    names = (
        "url media_type size seconds channels left peaks state progress failure attached_at"
    ).split()
    return {name: getattr(row, name) for name in names} | {"has_file": bool(row.path)}
