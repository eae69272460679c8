"""What of a conversation a viewer may read: the rest is covered, one thing at a time uncovered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from goodfaith.analysis.conversation import Conversation as Said
from goodfaith.conversations.models import Conversation, Revision
from goodfaith.trust.display import (
    Transcript,
    clear_kinds,
    displayed,
    displayed_reference,
    private_spans,
)
from goodfaith.trust.masking import PrivateSpan
from goodfaith.trust.services.unmasking import unmasked_fields, unmasked_values
from goodfaith.trust.viewing import Viewer

KIND = "conversations.conversation"
CUSTOMER = "customer"


class Shown(msgspec.Struct, frozen=True):
    """What one viewer reads of a revision.

    `texts` has one entry an utterance, as long as what is stored. `covered` are the spans that
    this viewer may not read, `unmasked` whether something is shown to them for a while. `customer`
    is the reference, and `customer_covered` whether a part of it is covered.
    """

    texts: tuple[str, ...]
    covered: tuple[PrivateSpan, ...]
    unmasked: bool
    customer: str
    customer_covered: bool


def is_own(viewer: Viewer, conversation: Conversation) -> bool:
    """Whether the viewer is the adviser who held it."""
    return conversation.adviser_id is not None and conversation.adviser_id == viewer.staff_id


def transcript_of(revision_hash: str, said: Said) -> Transcript:
    texts = tuple(u.text for u in said.utterances)
    return Transcript(revision_hash, texts, tuple(u.participant or "" for u in said.utterances))


def shown_to(
    viewer: Viewer, conversation: Conversation, revision: Revision, said: Said, now: datetime
) -> Shown:
    """The words of a revision as `viewer` may read them now."""
    transcript = transcript_of(revision.hash, said)
    spans = private_spans(transcript)
    clear = clear_kinds(viewer, own=is_own(viewer, conversation))
    mine = KIND, str(conversation.pk), now
    values = unmasked_values(viewer, *mine).get(revision.hash, set())
    is_clear = "phone" in clear or CUSTOMER in unmasked_fields(viewer, *mine)
    customer = displayed_reference(conversation.customer, clear=is_clear)
    return Shown(
        texts=tuple(displayed(transcript.texts, spans, clear, values)),
        covered=tuple(s for s in spans if s.kind not in clear and s.value not in values),
        unmasked=bool(values),
        customer=customer,
        customer_covered=customer != conversation.customer,
    )


def shown_reference(viewer: Viewer, conversation: Conversation) -> str:
    """The customer's reference as lists show it."""
    clear = clear_kinds(viewer, own=is_own(viewer, conversation))
    return displayed_reference(conversation.customer, clear="phone" in clear)


def covers_of(spans: Sequence[PrivateSpan]) -> dict[int, list[PrivateSpan]]:
    """The spans by utterance."""
    found: dict[int, list[PrivateSpan]] = {}
    for span in spans:
        found.setdefault(span.utterance, []).append(span)
    return found
