"""The addresses of the room's pages."""

from __future__ import annotations

from django.urls import path

from goodfaith.conversations.views import conversation, conversations

urlpatterns = [
    path("conversations/", conversations.conversations, name="conversations"),
    path("conversations/filters/", conversations.filter_saved, name="filter_saved"),
    path("conversations/filters/<int:id>/", conversations.filter_changed, name="filter_changed"),
    path("conversations/<int:id>/", conversation.conversation, name="conversation"),
    path(
        "conversations/<int:id>/difference/",
        conversation.conversation_difference,
        name="conversation_difference",
    ),
    path("conversations/<int:id>/state/", conversation.conversation_state, name="conversation_state"),
]
