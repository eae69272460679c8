"""Whether a conversation keeps every bound and refers only to itself. Fast: one pass, no words.

What is not sound goes the long way (`loose_conversation`), which mends it or says what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from goodfaith.analysis.conversation import Conversation, Utterance
from goodfaith.analysis.readers.bounds import (
    FIRST_YEAR,
    LAST_YEAR,
    LONGEST_FIELD,
    LONGEST_ID,
    LONGEST_NAME,
    LONGEST_SECONDS,
    LONGEST_UTTERANCE,
    MOST_ATTACHMENTS,
    MOST_PARTICIPANTS,
    MOST_UTTERANCES,
)
from goodfaith.analysis.readers.storable import is_nameable, is_storable


def is_sound(conversation: Conversation, *, texts_storable: bool = False) -> bool:
    """Whether a conversation can be kept as it is.

    `texts_storable` says that its texts are known to hold nothing that cannot be stored.
    """
    return (
        _are_ids((conversation.id, *(one.id for one in conversation.participants)))
        and _are_ids(conversation.applications)
        and _are_ids(conversation.policies)
        and _are_ids(filter(None, (conversation.customer, conversation.adviser, conversation.team)))
        and len(conversation.utterances) <= MOST_UTTERANCES
        and len(conversation.participants) <= MOST_PARTICIPANTS
        and _is_moment(conversation.started_at)
        and _is_time(conversation.duration)
        and _participants_sound(conversation)
        and _fields_sound(conversation)
        and all(_is_span(gap.start, gap.end) and _is_short(gap.reason) for gap in conversation.gaps)
        and _utterances_sound(conversation, texts_storable)
    )


def _utterances_sound(conversation: Conversation, texts_storable: bool) -> bool:
    speakers = {None, *(one.id for one in conversation.participants)}
    for one in conversation.utterances:
        if one.participant not in speakers or len(one.text) > LONGEST_UTTERANCE:
            return False
        if not texts_storable and not is_storable(one.text):
            return False
        start, end = one.start, one.end
        if start is None or end is None:
            if not (_is_time(start) and _is_time(end)):
                return False
        elif not 0 <= start <= end <= LONGEST_SECONDS:
            return False
        if one.confidence is not None and not 0 <= one.confidence <= 1:
            return False
        if not _rarities_sound(one):
            return False
    return True


def _rarities_sound(one: Utterance) -> bool:
    """What most utterances do not have."""
    if one.sent_at is not None and not _is_moment(one.sent_at):
        return False
    if one.recalled_at is not None and not _is_moment(one.recalled_at):
        return False
    if one.confidences is not None and not _one_share_each(one.confidences, one.text):
        return False
    return not one.attachments or (
        len(one.attachments) <= MOST_ATTACHMENTS
        and all(
            _is_short(attachment.name)
            and _is_short(attachment.url)
            and _is_short(attachment.sha256)
            for attachment in one.attachments
        )
    )


def _one_share_each(shares: tuple[float, ...], text: str) -> bool:
    return len(shares) == len(text) and all(0 <= share <= 1 for share in shares)


def _participants_sound(conversation: Conversation) -> bool:
    everyone = conversation.participants
    return len({one.id for one in everyone}) == len(everyone) and all(
        _is_short(one.name) and _is_span(one.joined, one.left) for one in everyone
    )


def _fields_sound(conversation: Conversation) -> bool:
    return all(
        is_storable(name)
        and (not isinstance(value, str) or (len(value) <= LONGEST_FIELD and is_storable(value)))
        and (isinstance(value, str | bool) or -(2**63) <= value < 2**63)
        for name, value in conversation.fields.items()
    )


def _are_ids(ids: Iterable[str]) -> bool:
    return all(0 < len(id_) <= LONGEST_ID and is_nameable(id_) for id_ in ids)


def _is_short(text: str) -> bool:
    return len(text) <= LONGEST_NAME and is_storable(text)


def _is_time(seconds: float | None) -> bool:
    return seconds is None or 0 <= seconds <= LONGEST_SECONDS


def _is_span(start: float | None, end: float | None) -> bool:
    return _is_time(start) and _is_time(end) and (start is None or end is None or start <= end)


def _is_moment(moment: datetime | None) -> bool:
    return moment is None or (moment.tzinfo is not None and FIRST_YEAR <= moment.year <= LAST_YEAR)
