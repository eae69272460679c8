"""What the search box finds of conversations: by their id, a customer's reference, a policy."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodfaith.conversations.models import Conversation
from goodfaith.conversations.private import shown_reference
from goodfaith.conversations.searching import words_of
from goodfaith.conversations.words import CHANNELS, PURPOSES
from goodfaith.platform.web.finding import Hit
from goodfaith.trust.viewing import Viewer


def find(viewer: Viewer, text: str, limit: int) -> list[Hit]:
    """Conversations with exactly that id, customer, policy or application, the latest first.

    An id may be cut short, from four characters on.
    """
    if not viewer.may("conversations.read") or "\0" in text:
        return []
    named = Q(external_id=text) | Q(customer=text)
    named |= Q(policies__contains=[text]) | Q(applications__contains=[text])
    if len(text) >= 4:
        named |= Q(external_id__startswith=text)
    found = Conversation.objects.visible_to(viewer).filter(named)
    hits = [_hit(viewer, row) for row in found.order_by("-started_at", "-id")[:limit]]
    return [*hits, _said(text)] if words_of(text) else hits


def _said(text: str) -> Hit:
    """The way to the conversations in which it was said; they are not counted here."""
    place = f"{reverse('conversations')}?{urlencode({'q': text})}"
    label = _("Where “%(words)s” was said") % {"words": text}
    return Hit(gettext_lazy("Words that were said"), label, "", place)


def _hit(viewer: Viewer, row: Conversation) -> Hit:
    day = timezone.localtime(row.started_at).strftime("%Y-%m-%d %H:%M")
    what = f"{PURPOSES.get(row.purpose, '')} {CHANNELS.get(row.channel, '')}".strip()
    parts = [day, what, shown_reference(viewer, row), ", ".join(row.policies)]
    detail = " · ".join(part for part in parts if part)
    return Hit(
        gettext_lazy("Conversations"),
        row.external_id,
        detail,
        reverse("conversation", args=[row.pk]),
    )
