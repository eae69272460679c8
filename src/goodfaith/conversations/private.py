"""What of a conversation a viewer may read in the clear."""

from __future__ import annotations

from collections.abc import Sequence

from goodfaith.analysis.conversation import Conversation
from goodfaith.trust.masking import COVER, PrivateSpan, find_private, mask
from goodfaith.trust.viewing import Viewer


def private_in(conversation: Conversation) -> list[PrivateSpan]:
    """Where private data is said in a conversation."""
    texts = [u.text for u in conversation.utterances]
    return find_private(texts, [u.participant or "" for u in conversation.utterances])


def covered(texts: Sequence[str], spans: Sequence[PrivateSpan]) -> list[str]:
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
