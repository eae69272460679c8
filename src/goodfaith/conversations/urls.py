"""The addresses of the room's pages."""

from __future__ import annotations

from django.urls import path

from goodfaith.conversations.views import conversation, conversations, corrections

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
    path(
        "conversations/<int:id>/turns/<int:turn>/",
        corrections.conversation_turn,
        name="conversation_turn",
    ),
    path("conversations/<int:id>/links/", corrections.conversation_links, name="conversation_links"),
    path(
        "conversations/<int:id>/correct/",
        corrections.conversation_correct,
        name="conversation_correct",
    ),
    path(
        "conversations/<int:id>/unmask/", corrections.conversation_unmask, name="conversation_unmask"
    ),
    path("conversations/<int:id>/state/", conversation.conversation_state, name="conversation_state"),
]
