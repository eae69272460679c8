"""What this room writes into the ledger, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from goodfaith.conversations.models import (
    Conversation,
    Delivery,
    Recording,
    Rereading,
    RulebookEdition,
)
from goodfaith.conversations.words import REASONS
from goodfaith.platform.recorded import Detail, NameAndPlace, Thing, as_written, named
from goodfaith.trust.viewing import Viewer

Found = dict[str, NameAndPlace]


def _conversations(viewer: Viewer, ids: Sequence[str]) -> Found:
    if not viewer.may("conversations.read"):
        return {}
    seen = Conversation.objects.visible_to(viewer).filter(pk__in=ids)
    return named(seen.values_list("pk", "external_id"), "conversation")


def _recordings(viewer: Viewer, ids: Sequence[str]) -> Found:
    kept = Recording.objects.filter(pk__in=ids).values_list("pk", "conversation_id")
    of = {str(pk): str(conversation) for pk, conversation in kept}
    found = _conversations(viewer, list(of.values()))
    return {pk: found[conversation] for pk, conversation in of.items() if conversation in found}


def _deliveries(viewer: Viewer, ids: Sequence[str]) -> Found:
    if not viewer.may("conversations.receive"):
        return {}
    seen = Delivery.objects.visible_to(viewer).filter(pk__in=ids)
    return named(seen.values_list("pk", "name"), "delivery")


def _rereadings(viewer: Viewer, ids: Sequence[str]) -> Found:
    place = viewer.may("conversations.reread")
    seen = Rereading.objects.visible_to(viewer) if place else Rereading.objects.all()
    return {
        str(row.pk): (
            f"{row.from_on} – {row.to_on}",
            reverse("rereading", args=[row.pk]) if place else "",
        )
        for row in seen.filter(pk__in=ids).only("from_on", "to_on")
    }


def _editions(viewer: Viewer, ids: Sequence[str]) -> Found:
    place = reverse("rereadings") if viewer.may("conversations.reread") else ""
    known = RulebookEdition.objects.filter(pk__in=ids).values_list("pk", "name")
    return {str(pk): (name, place) for pk, name in known}


def _changes() -> Mapping[str, Any]:
    return CHANGES


CHANGES: Mapping[str, Any] = {
    "words": _("What was said"),
    "speakers": REASONS["speakers"],
    "gap": REASONS["missing"],
    "links": _("To whom it belongs"),
}
RECORDED: dict[str, Any] = {
    "conversations.received": _("Conversations received"),
    "conversations.exported": _("Conversations exported"),
    "conversation.corrected": _("Conversation corrected"),
    "messages.received": _("Messages received"),
    "delivery.begun": _("File handed in"),
    "delivery.completed": _("File arrived whole"),
    "delivery.stopped": _("Taking in a file stopped"),
    "delivery.retried": _("Taking in a file begun again"),
    "recording.attached": _("Recording attached"),
    "recording.heard_unmuted": _("Recording heard unmuted"),
    "recording.transcription_asked": _("Transcription asked for"),
    "recording.transcribed": _("Recording transcribed"),
    "rereading.started": _("Reading again started"),
    "rereading.running": _("Reading again went on"),
    "rereading.paused": _("Reading again paused"),
    "rereading.stopped": _("Reading again stopped"),
    "rulebook.published": _("Rulebook published"),
}
THINGS: dict[str, Thing] = {
    "conversations.conversation": Thing(_("Conversation"), _conversations),
    "conversations.batch": Thing(_("Conversations from"), as_written),
    "conversations.table": Thing(_("Table")),
    "conversations.wecom": Thing(_("WeCom archive")),
    "conversations.delivery": Thing(_("File"), _deliveries),
    "conversations.recording": Thing(_("Recording"), _recordings),
    "conversations.rereading": Thing(_("Period read again"), _rereadings),
    "conversations.rulebookedition": Thing(_("Rulebook"), _editions),
}
DETAILS: dict[str, Detail] = {
    "conversations": Detail(_("Conversations"), "conversations.conversation"),
    "conversation": Detail(_("Conversation"), "conversations.conversation"),
    "edition": Detail(_("Rulebook"), "conversations.rulebookedition"),
    "messages": Detail(_("Messages")),
    "revision": Detail(_("Revision")),
    "change": Detail(_("What was corrected"), words=_changes),
    "size": Detail(_("Bytes")),
    "reached": Detail(_("Records done before")),
}
