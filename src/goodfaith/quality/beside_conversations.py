"""The case from which a conversation is opened: the way back, and the time spent on it."""

from __future__ import annotations

from django.urls import reverse

from goodfaith.conversations.beside import Beside
from goodfaith.conversations.models import Conversation
from goodfaith.platform.web.addresses import id_in
from goodfaith.platform.web.pages import ViewedRequest
from goodfaith.quality.models import Case


def beside(request: ViewedRequest, conversation: Conversation) -> Beside | None:
    """`?case=7`, where that is a case of the conversation and the viewer may see it."""
    wanted = id_in(request.GET.get("case", ""))
    if not wanted or not request.viewer.may("cases.read"):
        return None
    cases = Case.objects.visible_to(request.viewer).select_related("conversation")
    case = cases.filter(pk=wanted, members__conversation=conversation).first()
    if case is None:
        return None
    label = case.sale or conversation.external_id
    if not request.viewer.may("cases.review") or case.adviser_id == request.viewer.staff_id:
        return Beside(label, reverse("case", args=[case.pk]))
    times = reverse("case_time", args=[case.pk])
    return Beside(label, reverse("case", args=[case.pk]), times, "quality/timing.js")
