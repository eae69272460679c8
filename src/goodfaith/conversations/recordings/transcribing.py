"""Turning a recording into the words of its conversation, in the background."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import cast

import msgspec
from django.conf import settings
from django.db import DatabaseError, InterfaceError, transaction
from django.utils import timezone

from goodfaith.analysis.conversation import Conversation as Said
from goodfaith.batch.desk import failed
from goodfaith.conversations.events import ConversationReceived
from goodfaith.conversations.models import Conversation, Recording
from goodfaith.conversations.receiving import writing
from goodfaith.conversations.receiving.columns import columns, content_of, day_of
from goodfaith.conversations.speech import (
    Recogniser,
    SpeechStatus,
    Transcription,
    available,
    load_recogniser,
    read_recording,
    transcribe,
)
from goodfaith.platform.events import job, publish
from goodfaith.trust import ledger
from goodfaith.trust.ledger import SYSTEM, Actor
from goodfaith.trust.queries import teams_on

TRANSCRIBED = "transcribed"
LEAST_PROGRESS = 0.02
LISTENING_SHARE = 0.1
"""Finding the voices takes about a tenth of the time."""
State = Recording.State


def speech_status() -> SpeechStatus:
    """Whether recordings can be turned into text here, and what to configure where not."""
    return available(settings.CONFIGURATION.speech_model)


def transcribe_later(recording: Recording, *, replace: bool = False) -> bool:
    """Ask for a transcript where one can be made and, unless `replace`, there is none yet."""
    revision = recording.conversation.revision
    written = bool(revision and revision.content.get("utterances"))
    if (written and not replace) or not speech_status().ready:
        return False
    Recording.objects.filter(pk=recording.pk).update(state=State.TRANSCRIBING, progress=0.0)
    transcribe_job.later(recording=recording.pk)
    return True


def ask_for_transcript(recording: Recording, *, actor: Actor, now: datetime) -> bool:
    """Transcribe a recording although there are words already; False where that cannot be."""
    with transaction.atomic():
        asked = bool(recording.path) and transcribe_later(recording, replace=True)
        if asked:
            ledger.record(actor, "recording.transcription_asked", recording, now)
    return asked


@job("conversations.transcribe", lock="conversations.transcribe:{recording}")
def transcribe_job(*, recording: int) -> None:
    """Transcribe one recording; what fails is told beside it, without words."""
    row = Recording.objects.select_related("conversation__revision").get(pk=recording)
    directory = settings.CONFIGURATION.speech_model
    if row.state != State.TRANSCRIBING or directory is None:
        return
    try:
        write_transcript(row, _recogniser(directory))
    except (DatabaseError, InterfaceError):
        raise
    except Exception as error:
        place = failed(error, "recording", "").found
        Recording.objects.filter(pk=recording).update(state=State.FAILED, failure=place[:300])


def write_transcript(row: Recording, recogniser: Recogniser) -> None:
    """Make a revision of what `recogniser` hears, with what was known of the conversation."""
    path = settings.CONFIGURATION.home / "recordings" / row.path
    told = [0.0]

    def note(phase: str, share: float) -> None:
        whole = LISTENING_SHARE * share
        if phase == "recognising":
            whole = LISTENING_SHARE + (1.0 - LISTENING_SHARE) * share
        if whole - told[0] >= LEAST_PROGRESS:
            told[0] = whole
            Recording.objects.filter(pk=row.pk).update(progress=min(whole, 1.0))

    heard = transcribe(
        read_recording(path),
        recogniser,
        id=row.conversation.external_id,
        left=cast("None", row.left or None),
        progress=note,
    )
    with transaction.atomic():
        _keep(row, heard)
        Recording.objects.filter(pk=row.pk).update(
            state=State.TRANSCRIBED, progress=1.0, failure=""
        )


def _keep(recording: Recording, heard: Transcription) -> None:
    now, zone = timezone.now(), timezone.get_default_timezone()
    locked = Conversation.objects.select_for_update(no_key=True, of=("self",))
    row = locked.select_related("revision").get(pk=recording.conversation_id)
    assert row.revision is not None
    before = msgspec.convert(row.revision.content, Said)
    said = _joined(before, heard.conversation)
    (id,) = writing.next_ids("conversations_revision", 1)
    teams = teams_on([(said.adviser, day_of(said, row.received_at, zone))] if said.adviser else [])
    named = {"id": row.pk, "revision_id": id}
    writing.update([named | columns(said, row.received_at, zone, teams)])
    number = row.revision.number + 1
    writing.copy_revisions(
        [writing.Written(id, row.pk, number, content_of(said), now, None, TRANSCRIBED)]
    )
    ledger.record(SYSTEM, "recording.transcribed", row, now, revision=number)
    publish(ConversationReceived(row.pk, id))


def _joined(before: Said, heard: Said) -> Said:
    """What was heard, with everything else as it was known."""
    return msgspec.structs.replace(
        before,
        utterances=heard.utterances,
        participants=heard.participants,
        speakers=heard.speakers,
        gaps=heard.gaps,
        duration=heard.duration if before.duration is None else before.duration,
    )


@lru_cache(maxsize=1)
def _recogniser(directory: Path) -> Recogniser:
    """Loaded once: that takes seconds."""
    return load_recogniser(directory)
