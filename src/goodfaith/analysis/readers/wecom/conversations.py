"""Makes conversations of the sessions of one chat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo
from hashlib import sha256

import msgspec

from goodfaith.analysis.conversation import (
    COMPANY_ROLES,
    CUSTOMER_ROLES,
    Conversation,
    Gap,
    Participant,
    Role,
    Utterance,
)
from goodfaith.analysis.readers.bounds import LONGEST_ID, LONGEST_SECONDS
from goodfaith.analysis.readers.wecom.handover import Handover, handovers
from goodfaith.analysis.readers.wecom.message import Message
from goodfaith.analysis.readers.wecom.order import Sent, in_order
from goodfaith.analysis.readers.wecom.people import roles_of
from goodfaith.analysis.readers.wecom.sessions import Knife, moment_of
from goodfaith.analysis.readers.wecom_options import WecomOptions

HISTORY_MISSING = "history_before_inheritance_missing"
NOT_WRITTEN_DOWN = "speech_without_text"
RECALLED_UNSEEN = "recalled_message_missing"


def conversations_of(
    thread: str, messages: Iterable[Message], options: WecomOptions, zone: tzinfo
) -> Iterator[Conversation]:
    """Yield the conversations of one chat in order of time.

    A chat without customer is left out unless `options.internal_chats`.
    """
    sent = in_order(messages)
    roles = roles_of(_members(sent), options)
    if not options.internal_chats and not any(role in CUSTOMER_ROLES for role in roles.values()):
        return
    chat = _Chat(thread, roles, options, zone)
    handed = handovers(sent, options, zone)
    for session in Knife(options, zone).sessions(sent, roles):
        yield chat.conversation(session, handed)
        handed = [one.with_history() for one in handed]


def _members(sent: Iterable[Sent]) -> list[str]:
    return list(dict.fromkeys(id_ for one in sent for id_ in one.message.members))


class _Chat(msgspec.Struct, frozen=True):
    """What all sessions of a chat have in common."""

    thread: str
    roles: dict[str, Role]
    options: WecomOptions
    zone: tzinfo

    def conversation(self, session: Sequence[Sent], handed: Iterable[Handover]) -> Conversation:
        began = min(one.message.at for one in session)
        ended = max(one.message.at for one in session)
        members = _members(session)
        took_place = [one for one in handed if one.at <= ended and one.successor in members]
        return Conversation(
            id=_id(self.thread, session[0].message.id),
            utterances=tuple(self._utterance(one, began) for one in session),
            participants=self._participants(members, took_place, began),
            channel="wecom",
            started_at=moment_of(began, self.zone),
            customer=self._main(session, members, CUSTOMER_ROLES),
            adviser=self._main(session, members, COMPANY_ROLES - {"robot"}),
            speakers="stated",
            gaps=tuple(_gaps(session, took_place, began)),
        )

    def _utterance(self, sent: Sent, began: int) -> Utterance:
        message = sent.message
        recalled = sent.recalled_at
        return Utterance(
            text=message.text,
            participant=message.sender,
            start=(message.at - began) / 1000,
            sent_at=moment_of(message.at, self.zone),
            recalled_at=None if recalled is None else moment_of(recalled, self.zone),
            attachments=message.attachments,
        )

    def _participants(
        self, members: Sequence[str], handed: Sequence[Handover], began: int
    ) -> tuple[Participant, ...]:
        joined = {one.successor: one.at for one in handed if one.at > began}
        left = {one.leaver: one.at for one in handed}
        everyone = dict.fromkeys((*members, *left))
        return tuple(
            Participant(
                id=id_,
                role=self.roles.get(id_) or self.options.roles.get(id_) or "adviser",
                name=self.options.names.get(id_, ""),
                joined=(joined[id_] - began) / 1000 if id_ in joined else None,
                left=max(left[id_] - began, 0) / 1000 if id_ in left else None,
            )
            for id_ in everyone
        )

    def _main(self, session: Sequence[Sent], members: Sequence[str], roles: frozenset[str]) -> str:
        """The first of these roles to write, else the first to be written to."""
        writers = [one.message.sender for one in session]
        return next((id_ for id_ in (*writers, *members) if self.roles[id_] in roles), "")


def _gaps(session: Sequence[Sent], handed: Iterable[Handover], began: int) -> Iterator[Gap]:
    if any(one.history_missing for one in handed):
        yield Gap(0.0, 0.0, HISTORY_MISSING)
    for one in session:
        start, unheard = (one.message.at - began) / 1000, one.message.unheard
        if one.unseen:
            yield Gap(start, start, RECALLED_UNSEEN)
        elif unheard is not None and one.message.unheard_before:
            yield Gap(max(start - unheard, 0.0), start, NOT_WRITTEN_DOWN)
        elif unheard is not None:
            yield Gap(start, min(start + unheard, LONGEST_SECONDS), NOT_WRITTEN_DOWN)


def _id(thread: str, first: str) -> str:
    id_ = f"wecom:{thread}:{first}"
    if len(id_) <= LONGEST_ID:
        return id_
    return f"wecom:{sha256(f'{thread}:{first}'.encode()).hexdigest()}"
