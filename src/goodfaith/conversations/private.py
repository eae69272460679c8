"""What of a conversation a viewer may read in the clear."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from goodfaith.analysis.conversation import Conversation as Said
from goodfaith.conversations.models import Conversation, Revision
from goodfaith.trust.masking import COVER, PrivateSpan, find_private, mask
from goodfaith.trust.viewing import Viewer


class Shown(msgspec.Struct, frozen=True):
    """`texts` has one entry an utterance, as long as what is stored; `covered` says whether any of
    it is covered, `customer` is the reference as this viewer may read it.
    """

    texts: tuple[str, ...]
    covered: bool
    customer: str
    unmasked: bool = False


def shown_to(viewer: Viewer, conversation: Conversation, revision: Revision, said: Said) -> Shown:
    """The words of a revision as `viewer` may read them."""
    texts = tuple(u.text for u in said.utterances)
    spans = find_private(texts, [u.participant or "" for u in said.utterances])
    covered = tuple(cover(texts, spans))
    return Shown(covered, covered != texts, shown_reference(viewer, conversation.customer))


def cover(texts: Sequence[str], spans: Sequence[PrivateSpan]) -> list[str]:
    """The texts with `spans` covered, each as long as it was."""
    by_utterance: dict[int, list[PrivateSpan]] = {}
    for span in spans:
        by_utterance.setdefault(span.utterance, []).append(span)
    return [mask(text, by_utterance.get(n, ())) for n, text in enumerate(texts)]


def shown_reference(viewer: Viewer, customer: str) -> str:
    """A customer's reference as lists show it: enough to tell two apart, not to look one up."""
    if len(customer) <= 4:
        return customer
    return customer[:2] + COVER * 2 + customer[-2:]
