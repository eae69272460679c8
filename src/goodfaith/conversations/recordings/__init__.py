"""The sound of conversations: attached, played to those who may hear it, turned into text."""

from goodfaith.conversations.recordings.attaching import attach_address, attach_file
from goodfaith.conversations.recordings.playing import playable
from goodfaith.conversations.recordings.ranges import ranged
from goodfaith.conversations.recordings.transcribing import ask_for_transcript

__all__ = ["ask_for_transcript", "attach_address", "attach_file", "playable", "ranged"]
