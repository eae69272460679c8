"""Recordings: attached, heard by ranges and silent where they have to be, turned into text."""

from __future__ import annotations

import wave
from io import BytesIO
from typing import Any

import pytest
from arrivals import arrive, call, edition, person, row, unit
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from goodfaith.analysis.conversation import Utterance
from goodfaith.conversations.models import Recording
from goodfaith.conversations.recordings import attach_address, attach_file, transcribing
from goodfaith.conversations.speech import Recognised, RecordingRefused
from goodfaith.platform.events import run_events
from goodfaith.trust.ledger import SYSTEM
from goodfaith.trust.models import LedgerEntry, Staff, Unit
from goodfaith.trust.roles import Role

pytestmark = pytest.mark.django_db
RATE = 8_000


def sound(seconds: float = 4.0, level: int = 90) -> bytes:
    """A buzz, as a WAV file."""
    written = BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(bytes([level, level]) * int(RATE * seconds))
    return written.getvalue()


@pytest.fixture
def top() -> Unit:
    return unit("top")


def client_of(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff)
    return client


def attached(content: bytes = b"") -> Recording:
    return attach_file(row(), [content or sound()], actor=SYSTEM, now=timezone.now())


def test_a_recording_is_attached_and_drawn() -> None:
    arrive(call("c1"))
    made = attached()
    assert (made.media_type, made.seconds, made.channels) == ("audio/wav", 4.0, 1)
    assert len(made.peaks) == 1
    assert LedgerEntry.objects.filter(act="recording.attached").count() == 1


@pytest.mark.parametrize("content", [b"x", b"RIFF", sound()[:20]])
def test_what_is_no_recording_is_refused(content: bytes) -> None:
    arrive(call("c1"))
    with pytest.raises(RecordingRefused):
        attached(content)
    assert not Recording.objects.exists()


@pytest.mark.parametrize("url", ["ftp://x/a.wav", "javascript:alert(1)", "http://", "http://a\nb"])
def test_an_address_has_to_be_one(url: str) -> None:
    arrive(call("c1"))
    with pytest.raises(RecordingRefused):
        attach_address(row(), url, actor=SYSTEM, now=timezone.now())


@pytest.mark.parametrize(
    ("asked", "status", "first", "size"),
    [
        ("", 200, 0, None),
        ("bytes=0-", 206, 0, None),
        ("bytes=100-199", 206, 100, 100),
        ("bytes=-10", 206, -10, 10),
        ("bytes=0-0", 206, 0, 1),
        ("bytes=0-1,5-6", 200, 0, None),
        ("bytes=99999999-", 416, 0, 0),
        ("lines=1-2", 200, 0, None),
    ],
)
def test_it_is_heard_by_ranges(
    top: Unit, asked: str, status: int, first: int, size: int | None
) -> None:
    arrive(call("c1"))
    content = sound()
    attached(content)
    client = client_of(person("9002", Role.COMPLIANCE, top))
    sent: Any = client.get(_path(), headers={"Range": asked} if asked else {})
    assert sent.status_code == status
    if status != 416:
        heard = b"".join(sent.streaming_content)
        expected = content[first:] if size is None else content[first:][:size]
        assert heard == expected
        assert sent["Content-Length"] == str(len(expected))


def test_who_may_not_hear_private_numbers_hears_silence_there(top: Unit) -> None:
    said = Utterance("卡号是6222021234567890123", "C", 1.0, 3.0)
    person("1001", Role.ADVISER, top)
    arrive(call("c1", said, adviser="1001"))  # type: ignore[arg-type]
    content = sound()
    attached(content)
    manager = client_of(person("8001", Role.MANAGER, top))
    sent: Any = manager.get(_path())
    heard = b"".join(sent.streaming_content)
    with wave.open(BytesIO(heard)) as file:
        frames = file.readframes(file.getnframes())
    middle = frames[2 * int(2.5 * RATE) : 2 * int(2.9 * RATE)]
    assert set(middle) == {0}
    assert set(frames[: RATE // 4]) == {90}


def test_a_conversation_that_may_not_be_seen_may_not_be_heard(top: Unit) -> None:
    arrive(call("c1", adviser="1001"))
    attached()
    other = client_of(person("1002", Role.ADVISER, top))
    assert other.get(_path()).status_code == 404


def test_a_recording_is_attached_by_a_program(top: Unit) -> None:
    person("1001", Role.ADVISER, top)
    arrive(call("c1", adviser="1001"))
    client = client_of(person("9001", Role.OPERATIONS, top))
    file = SimpleUploadedFile("a.wav", sound())
    sent = client.post(_path(), {"file": file, "left": "adviser"})
    assert (sent.status_code, sent.json()["seconds"]) == (201, 4.0)
    assert client.post(_path(), {"url": "https://pbx.example/1.wav"}).status_code == 201
    assert client.post(_path(), {}).status_code == 422
    assert client.get(f"{_path()}/state").json()["url"] == "https://pbx.example/1.wav"


def test_without_a_model_it_says_what_to_configure(top: Unit) -> None:
    arrive(call("c1"))
    attached()
    client = client_of(person("7001", Role.COMPLIANCE, top))
    sent = client.post(f"{_path()}/transcript")
    assert (sent.status_code, sent.json()["code"]) == (409, "not_configured")


class Listener:
    """A recogniser that hears the same in everything."""

    def recognise(self, *_: Any, **__: Any) -> Recognised:
        return Recognised("您好，这款产品保本")


def test_what_is_heard_becomes_a_revision_that_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    edition()
    arrive(call("c1"))
    made = attached()
    heard = call("c1", ("A", "您好，保本"))
    transcription = type("Heard", (), {"conversation": heard})()
    monkeypatch.setattr(transcribing, "transcribe", lambda *_, **__: transcription)
    transcribing.write_transcript(made, Listener())
    run_events()
    made.refresh_from_db()
    assert (made.state, made.progress) == (Recording.State.TRANSCRIBED, 1.0)
    assert row().violated == ["sale.promise"]
    assert row().revision is not None
    assert row().revision.reason == "transcribed"  # type: ignore[union-attr]
    assert arrive(call("c1")).outcomes == ("same",)


def _path() -> str:
    return f"/api/v1/conversations/{row().pk}/recording"


@pytest.mark.parametrize(
    ("role", "there", "answered"),
    [
        (Role.REVIEWER, "top", 201),
        (Role.OPERATIONS, "top", 201),
        (Role.REVIEWER, "elsewhere", 404),
        (Role.OPERATIONS, "elsewhere", 404),
        (Role.MANAGER, "top", 404),
        (Role.COMPLIANCE, "top", 404),
        (Role.ADMINISTRATOR, "top", 404),
    ],
)
def test_reviewers_and_operations_attach_to_what_they_see(
    top: Unit, role: Role, there: str, answered: int
) -> None:
    arrive(call("c1", adviser=person("0042", Role.ADVISER, top).number))
    staff = person("1001", role, top if there == "top" else unit("elsewhere"))
    client, id = client_of(staff), row().pk
    wav = SimpleUploadedFile("call.wav", sound(0.5), "audio/wav")
    told = client.post(f"/api/v1/conversations/{id}/recording", {"file": wav})
    assert told.status_code == answered
    url = {"url": "https://recordings.example/1.wav"}
    posted = client.post(f"/conversations/{id}/recording/", url)
    assert posted.status_code == (302 if answered == 201 else 404)
    page = client.get(f"/conversations/{id}/")
    offered = 'data-opens="attach"' in page.content.decode()
    assert offered == (answered == 201)
