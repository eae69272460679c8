"""The list of conversations."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render

from goodfaith.conversations.models import Conversation
from goodfaith.platform.web.pages import ViewedRequest, page


@page("conversations.read")
def conversations(request: ViewedRequest) -> HttpResponseBase:
    rows = Conversation.objects.visible_to(request.viewer).order_by("-started_at")[:50]
    return render(request, "conversations/conversations.html", {"rows": rows})
