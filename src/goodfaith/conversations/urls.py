"""The addresses of the room's pages."""

from __future__ import annotations

from django.urls import path

from goodfaith.conversations.filters import ConversationFilters
from goodfaith.conversations.views import (
    conversation,
    conversations,
    corrections,
    deliveries,
    recordings,
    rereadings,
)
from goodfaith.platform.web.filtering import kept_filter_urls

_ONE = "conversations/<int:id>/"
_FILE = "conversations/deliveries/<int:id>/"
_AGAIN = "conversations/rereadings/<int:id>/"

urlpatterns = [
    path("conversations/", conversations.conversations, name="conversations"),
    *kept_filter_urls(
        "conversations/",
        name="conversations",
        filters=ConversationFilters,
        act="conversations.read",
    ),
    path("conversations/deliveries/", deliveries.deliveries, name="deliveries"),
    path(_FILE, deliveries.delivery, name="delivery"),
    path(f"{_FILE}progress/", deliveries.delivery_progress, name="delivery_progress"),
    path(f"{_FILE}problems.csv", deliveries.delivery_problems, name="delivery_problems"),
    path(f"{_FILE}stop/", deliveries.delivery_stop, name="delivery_stop"),
    path(f"{_FILE}retry/", deliveries.delivery_retry, name="delivery_retry"),
    path("conversations/rereadings/", rereadings.rereadings, name="rereadings"),
    path("conversations/rereadings/start/", rereadings.rereading_started, name="rereading_started"),
    path(_AGAIN, rereadings.rereading, name="rereading"),
    path(f"{_AGAIN}progress/", rereadings.rereading_progress, name="rereading_progress"),
    path(f"{_AGAIN}state/", rereadings.rereading_turned, name="rereading_turned"),
    path(_ONE, conversation.conversation, name="conversation"),
    path(
        f"{_ONE}difference/", conversation.conversation_difference, name="conversation_difference"
    ),
    path(f"{_ONE}state/", conversation.conversation_state, name="conversation_state"),
    path(f"{_ONE}turns/<int:turn>/", corrections.conversation_turn, name="conversation_turn"),
    path(f"{_ONE}links/", corrections.conversation_links, name="conversation_links"),
    path(f"{_ONE}correct/", corrections.conversation_correct, name="conversation_correct"),
    path(f"{_ONE}unmask/", corrections.conversation_unmask, name="conversation_unmask"),
    path(f"{_ONE}recording/state/", recordings.recording_state, name="recording_state"),
    path(f"{_ONE}recording/", recordings.recording_attached, name="recording_attached"),
    path(
        f"{_ONE}recording/transcript/",
        recordings.recording_transcribed,
        name="recording_transcribed",
    ),
]
