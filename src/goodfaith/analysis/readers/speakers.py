"""Makes participants from the labels that stand before or beside utterances."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from goodfaith.analysis.conversation import Participant, Role, SpeakersKnownBy
from goodfaith.analysis.readers.bounds import LONGEST_ID, MOST_PARTICIPANTS
from goodfaith.analysis.readers.report import Unfit
from goodfaith.analysis.readers.roles import names_nobody, role_of
from goodfaith.analysis.readers.storable import is_nameable, storable

NOBODY: Final[Role] = "unknown"


_CHANNEL_WORD: Final = re.compile(r"^(?:channel|chan|ch|track|声道|音轨|spk|speaker)[\s_#:-]*")


def _bare(channel: str) -> str:
    """A channel without the word for it: `Channel 0`, `ch0` and `0` are the same."""
    return _CHANNEL_WORD.sub("", channel.strip().casefold())


class Speakers:
    """The participants of one conversation while it is being read.

    A label becomes a participant whose id is the label and whose role is what the label means.
    With `adviser_channel`, the speaker on that audio channel is the adviser and everybody on
    another channel the customer. `are_made` is true once a label became a participant that the
    source had not introduced.
    """

    def __init__(
        self, participants: Iterable[Participant] = (), adviser_channel: int | str | None = None
    ) -> None:
        self._by_id = {participant.id: participant for participant in participants}
        self._stated = bool(self._by_id)
        self._ids = {name: one.id for one in self._by_id.values() for name in (one.name, one.id)}
        self._ids.pop("", None)
        self._adviser_channel = None if adviser_channel is None else _bare(str(adviser_channel))
        self._by_channel = False
        self.are_made = False

    @property
    def go_by_channel(self) -> bool:
        """Whether the audio channel decides who speaks."""
        return self._adviser_channel is not None

    def of(self, label: str | None, role: str | None = None, channel: str | None = None) -> str:
        """Return the participant's id for a label, a role and an audio channel; "" for nobody.

        Raises `Unfit` for a label that is too long to be one.
        """
        if self.go_by_channel and (channel or label):
            return self._on_channel(channel or label or "")
        name = storable((label or role or "").strip())
        if not name:
            return ""
        known = role_of(role) if role else role_of(name)
        return self._ids.get(name) or self._new(name, known)

    def with_role(self, label: str, role: str) -> str:
        """Return the id of a labelled speaker whose role stands beside the label.

        The same label in two roles is two participants: who held the telephone changed.
        """
        known = role_of(role)
        id_ = self.of(label, role)
        held = self._by_id[id_].role if id_ else NOBODY
        if known in (NOBODY, held) or self._by_channel:
            return id_
        if held == NOBODY and not self._stated:
            self._by_id[id_] = Participant(id=id_, role=known)
            return id_
        other = f"{label} ({role})"
        return self._ids.get(other) or self._new(other, known)

    def participants(self) -> tuple[Participant, ...]:
        """Everybody met so far, in the order of their first words."""
        return tuple(self._by_id.values())

    def known_by(self) -> SpeakersKnownBy:
        """How far the speakers are known: by channel, stated, numbered by a machine, not at all."""
        if self._by_channel:
            return "channel"
        everyone = self._by_id.values()
        if any(one.role != NOBODY for one in everyone):
            return "stated"
        if len(self._by_id) > 1 and all(names_nobody(one.id) for one in everyone):
            return "diarised"
        return "unknown"

    def __contains__(self, id_: str) -> bool:
        return id_ in self._by_id

    def _on_channel(self, channel: str) -> str:
        self._by_channel = True
        role: Role = "adviser" if _bare(channel) == self._adviser_channel else "customer"
        return self._ids.get(role) or self._new(role, role)

    def _new(self, id_: str, role: Role) -> str:
        if len(id_) > LONGEST_ID or not is_nameable(id_):
            raise Unfit(f"a speaker's label of at most {LONGEST_ID} characters")
        if len(self._by_id) >= MOST_PARTICIPANTS:
            raise Unfit(f"at most {MOST_PARTICIPANTS:,} speakers", "one more speaker", "too_many")
        self._by_id[id_] = Participant(id=id_, role=role)
        self._ids[id_] = id_
        self.are_made = True
        return id_
