"""Recordings: checked, drawn, listened to, recognised, muted. Values and files, no database.

Needs the extra `speech`; without it this imports, and `available` says what to install.
"""

from goodfaith.conversations.speech.channels import Channels, compare_channels
from goodfaith.conversations.speech.engine import SherpaRecogniser, load_recogniser
from goodfaith.conversations.speech.muting import muted_format, write_muted
from goodfaith.conversations.speech.recogniser import Recognised, Recogniser
from goodfaith.conversations.speech.recording import Recording, read_recording
from goodfaith.conversations.speech.refusals import (
    RecordingRefused,
    SpeechModelRefused,
    SpeechNotInstalled,
)
from goodfaith.conversations.speech.status import SpeechStatus, available
from goodfaith.conversations.speech.transcribing import Transcription, transcribe
from goodfaith.conversations.speech.voice import detector_for, follow_voice, speech_spans
from goodfaith.conversations.speech.waveform import Waveform, draw_waveform

__all__ = [
    "Channels",
    "Recognised",
    "Recogniser",
    "Recording",
    "RecordingRefused",
    "SherpaRecogniser",
    "SpeechModelRefused",
    "SpeechNotInstalled",
    "SpeechStatus",
    "Transcription",
    "Waveform",
    "available",
    "compare_channels",
    "detector_for",
    "draw_waveform",
    "follow_voice",
    "load_recogniser",
    "muted_format",
    "read_recording",
    "speech_spans",
    "transcribe",
    "write_muted",
]
