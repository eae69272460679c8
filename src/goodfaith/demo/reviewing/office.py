"""What everybody at work shares: the crew, what is true, the lots that decide what they do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from random import Random
from typing import Any

from goodfaith.demo.reviewing import character, knowing
from goodfaith.demo.reviewing.crew import Crew
from goodfaith.demo.reviewing.knowing import Really, Truths
from goodfaith.demo.simulator.seeding import derive
from goodfaith.quality.models import Case, Seat
from goodfaith.trust.viewing import Viewer


@dataclass(frozen=True)
class Office:
    """Nothing happens before `since`, nor from `until` on: that is for whoever tries the demo.

    `tried` are the numbers of those advisers as whom they can sign in.
    """

    seed: int
    since: datetime
    until: datetime
    crew: Crew
    truths: Truths
    tried: frozenset[str] = frozenset()

    def lot(self, *names: object) -> Random:
        """The same for the same names, whatever happened before."""
        return derive(self.seed, "at work", *names)

    def is_recent(self, at: datetime, days: int) -> bool:
        """Whether it is one of the last days: only then something is left lying."""
        return at >= self.until - timedelta(days=days)

    def reviewer(self, viewer: Viewer) -> character.Reviewer:
        return character.reviewer(self.seed, viewer.number)

    def adviser(self, number: str) -> character.Adviser:
        return character.adviser(self.seed, number)


class File:
    """One case as these people see it: its name, what was found, and what is so.

    Its name is its source's: the same in every installation of one seed.
    """

    def __init__(self, office: Office, case: Case) -> None:
        self.office, self.id = office, case.pk
        self.name = name_of(case)

    @cached_property
    def case(self) -> Case:
        return Case.objects.select_related("judgement", "conversation").get(pk=self.id)

    def again(self) -> Case:
        """As it is now, after somebody has done something."""
        self.__dict__.pop("case", None)
        return self.case

    def key(self, seat: Seat, rule: str) -> str:
        """The name of a press: of what was found of a rule in one judgement."""
        return f"demo {self.case.judgement_id} {seat.value} {rule}"[:64]

    @property
    def groups(self) -> list[dict[str, Any]]:
        judgement = self.case.judgement
        return list(judgement.findings) if judgement else []

    def lot(self, *names: object) -> Random:
        return self.office.lot(self.name, *names)

    def really(self, group: knowing.Group) -> Really:
        return knowing.really(self.office.seed, self.name, group, self._truths)

    def of_rule(self, rule: str) -> Really:
        """What is so of a rule; what nobody found and somebody added is."""
        found = (group for group in self.groups if group["rule"] == rule)
        group = next(found, None)
        return Really(holds=True) if group is None else self.really(group)

    def missed(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Rules that the machine missed, each with the words that break it."""
        for name, one in knowing.missed(self.groups, self._truths):
            yield one.rule, {"conversation": name, "utterance": one.utterance}

    @property
    def _truths(self) -> Truths:
        sources = self.case.judgement.sources if self.case.judgement else ()
        names = [source["external_id"] for source in sources]
        return {name: self.office.truths[name] for name in names if name in self.office.truths}


def name_of(case: Case) -> str:
    return case.sale or (case.conversation.external_id if case.conversation else "")
