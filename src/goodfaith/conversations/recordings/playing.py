"""Which file a viewer hears: the recording, or a copy in which private numbers are silent."""

from __future__ import annotations

import hashlib
import math
from datetime import datetime
from pathlib import Path

import msgspec
from django.http import Http404

from goodfaith.analysis.conversation import Conversation as Said
from goodfaith.conversations.models import Conversation, Recording
from goodfaith.conversations.private import KIND, is_own, transcript_of
from goodfaith.conversations.recordings.attaching import MEDIA_TYPES, path_of, recordings
from goodfaith.conversations.speech import read_recording, write_muted
from goodfaith.trust import ledger
from goodfaith.trust.display import clear_kinds, muted_seconds, private_spans
from goodfaith.trust.masking.playback import Seconds
from goodfaith.trust.services.unmasking import unmasked_values
from goodfaith.trust.viewing import Viewer


class Playable(msgspec.Struct, frozen=True):
    """A file to be played.

    `muted` are the seconds that are silent in it, `whole` those that some people do not hear.
    """

    path: Path
    media_type: str
    muted: tuple[Seconds, ...] = ()
    whole: tuple[Seconds, ...] = ()


def playable(viewer: Viewer, conversation: Conversation, now: datetime) -> Playable:
    """What `viewer` may hear of a conversation they may see.

    Raises `Http404` without a file of ours. While nobody has written down what is said it is not
    known what to mute: then only who may hear everything hears it.
    """
    recording = Recording.objects.filter(conversation=conversation).exclude(path="").first()
    if recording is None or conversation.revision is None:
        raise Http404
    said = msgspec.convert(conversation.revision.content, Said)
    spans = private_spans(transcript_of(conversation.revision.hash, said))
    clear = clear_kinds(viewer, own=is_own(viewer, conversation))
    values = unmasked_values(viewer, KIND, str(conversation.pk), now).get(
        conversation.revision.hash, set()
    )
    whole = muted_seconds(spans, said.utterances)
    silent = muted_seconds(spans, said.utterances, clear, values)
    if not said.utterances and not {"card", "identity_number"} <= clear:
        silent = [(0.0, math.inf)]
    if not silent:
        return Playable(path_of(recording), recording.media_type, (), tuple(whole))
    path = _muted_copy(recording, silent)
    kind = MEDIA_TYPES[read_recording(path).format]
    return Playable(path, kind, tuple(silent), tuple(whole))


def note_hearing(
    viewer: Viewer, conversation: Conversation, heard: Playable, now: datetime
) -> None:
    """Who hears private numbers that others do not is in the ledger."""
    if heard.whole and not heard.muted:
        ledger.record(viewer, "recording.heard_unmuted", conversation, now)


def _muted_copy(recording: Recording, silent: list[Seconds]) -> Path:
    """Made once for the same seconds of the same recording."""
    folder = recordings() / "muted"
    folder.mkdir(mode=0o700, exist_ok=True)
    told = f"{recording.sha256} {silent}"
    path = folder / hashlib.sha256(told.encode()).hexdigest()
    if not path.exists():
        write_muted(read_recording(path_of(recording)), silent, path)
    return path
