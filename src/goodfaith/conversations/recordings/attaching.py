"""Attaching sound to a conversation: a file of ours, or the address of one elsewhere."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from goodfaith.analysis.problems import Problem
from goodfaith.conversations.models import Conversation, Recording
from goodfaith.conversations.recordings.transcribing import transcribe_later
from goodfaith.conversations.speech import Recording as Sound
from goodfaith.conversations.speech import RecordingRefused, draw_waveform, read_recording
from goodfaith.platform.arriving.storing import sha256_of, sync_folder
from goodfaith.trust import ledger
from goodfaith.trust.ledger import Actor

MEDIA_TYPES = {
    "WAV": "audio/wav",
    "WAVEX": "audio/wav",
    "RF64": "audio/wav",
    "FLAC": "audio/flac",
    "OGG": "audio/ogg",
    "MP3": "audio/mpeg",
}
LARGEST_RECORDING = 1 << 30
LONGEST_ADDRESS = 1_000
SIDES = ("", "adviser", "customer")


def recordings() -> Path:
    """The folder of recordings below home, made when it is not there; nobody else may look."""
    folder: Path = settings.CONFIGURATION.home / "recordings"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def path_of(recording: Recording) -> Path:
    return recordings() / recording.path


def attach_file(
    conversation: Conversation,
    chunks: Iterable[bytes],
    *,
    actor: Actor,
    now: datetime,
    left: str = "",
) -> Recording:
    """Keep a recording; one that was attached before is replaced.

    `left` is who speaks in the left channel of two: adviser, customer, or nobody knows. Where a
    speech model is configured and nothing has been written down yet, it is transcribed. Raises
    `RecordingRefused` for what is no recording or too large, `SpeechNotInstalled`.
    """
    draft = recordings() / f"{secrets.token_hex(16)}.part"
    try:
        _write(draft, chunks)
        sound = read_recording(draft)
        peaks = [base64.b64encode(peak).decode() for peak in draw_waveform(sound).peaks]
        path = draft.with_suffix("")
        draft.replace(path)
        sync_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)
    values = {"path": path.name, "url": "", "peaks": peaks, "left": left if left in SIDES else ""}
    return _keep(conversation, values | _described(sound, path), actor, now)


def attach_address(
    conversation: Conversation, url: str, *, actor: Actor, now: datetime
) -> Recording:
    """Note where a recording may be heard; nothing is fetched. Raises `RecordingRefused`."""
    parts = urlsplit(url) if url.isprintable() else urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or len(url) > LONGEST_ADDRESS:
        expected = f"an address of at most {LONGEST_ADDRESS:,} characters, http or https"
        raise RecordingRefused([_problem("url", "another text", expected)])
    return _keep(conversation, {"url": url, "path": "", "peaks": []}, actor, now)


def _write(path: Path, chunks: Iterable[bytes]) -> None:
    written = 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for chunk in chunks:
            written += len(chunk)
            if written > LARGEST_RECORDING:
                expected = f"at most {LARGEST_RECORDING:,} bytes"
                raise RecordingRefused([_problem("file", "more bytes", expected)])
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def _described(sound: Sound, path: Path) -> dict[str, object]:
    return {
        "media_type": MEDIA_TYPES.get(sound.format, "application/octet-stream"),
        "size": path.stat().st_size,
        "sha256": sha256_of(path),
        "seconds": sound.seconds,
        "channels": sound.channels,
    }


def _keep(
    conversation: Conversation, values: dict[str, object], actor: Actor, now: datetime
) -> Recording:
    fresh = {"state": Recording.State.READY, "progress": 0.0, "failure": "", "attached_at": now}
    with transaction.atomic():
        before = Recording.objects.filter(conversation=conversation).first()
        recording, _ = Recording.objects.update_or_create(
            conversation=conversation, defaults=fresh | values
        )
        ledger.record(actor, "recording.attached", recording, now, conversation=conversation.pk)
        if before is not None and before.path:
            old = path_of(before)
            transaction.on_commit(lambda: old.unlink(missing_ok=True))
        if recording.path:
            transcribe_later(recording)
    return recording


def _problem(field: str, found: str, expected: str) -> Problem:
    return Problem("field_invalid", "recording", "", field, found, expected)
