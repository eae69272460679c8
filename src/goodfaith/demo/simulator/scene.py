"""One conversation as it happens: who is there, what is at stake, what truly takes place."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import exp
from random import Random

from goodfaith.demo.simulator.catalogue import Deal
from goodfaith.demo.simulator.character import PRACTICES, STRATEGIES, Character
from goodfaith.demo.simulator.customer import Customer
from goodfaith.demo.simulator.organisation import Staff
from goodfaith.demo.simulator.rules import RULE_OF
from goodfaith.demo.simulator.talk import Said, Talk


@dataclass(eq=False)
class Memory:
    """What a journey remembers from one conversation to the next."""

    calls: int = 0
    closed: bool = False
    refused: bool = False
    goodwill: float = 0.0
    promised: set[str] = field(default_factory=set)
    coached: bool = False
    next_step: bool = False


@dataclass(eq=False)
class Scene:
    """A conversation under way. `odds` are the log-odds of a sale so far."""

    talk: Talk
    rng: Random
    customer: Customer
    staff: Staff
    deal: Deal
    memory: Memory
    fullness: float = 1.0
    odds: float = 0.0
    selling: bool = False
    thinking: bool = False
    closed: bool = False
    result: str = "follow_up"
    answers: dict[str, str] = field(default_factory=dict)
    stages: list[str] = field(default_factory=list)
    violations: list[tuple[str, str, str, str, Said | None]] = field(default_factory=list)
    strategies: list[tuple[str, bool, Said | None, Said | None]] = field(default_factory=list)
    practices: list[tuple[str, Said]] = field(default_factory=list)
    life_events: list[tuple[str, Said]] = field(default_factory=list)

    @property
    def character(self) -> Character:
        """How the company's speaker behaves."""
        assert self.staff.character is not None
        return self.staff.character

    @property
    def succeeded(self) -> bool:
        """Whether a callback got a good answer to all its questions."""
        return bool(self.answers) and set(self.answers.values()) <= {"yes"}

    def chance(self, rate: float) -> bool:
        """Whether something that happens at this rate happens now."""
        return self.rng.random() < rate

    def often(self, mean: float) -> int:
        """How many times something is done: `mean` on average, more in fuller conversations."""
        mean *= self.fullness
        return int(mean * (0.5 + self.rng.random()) + self.rng.random())

    def stage(self, name: str) -> None:
        """Begin a stage."""
        self.stages.append(name)

    def say(self, *moves: str) -> Said | None:
        """Say moves in turn; what comes back is the last that could be said."""
        last = None
        for move in moves:
            last = self.talk.say(move) or last
        return last

    def duty(self, move: str, omitted: str = "") -> None:
        """Do what one has to, or leave it out as careless people do; that is a violation."""
        if omitted and self.chance(self.character.omits):
            self.omit(move, omitted)
        else:
            self.talk.say(move)

    def omit(self, move: str, rule: str) -> None:
        """Leave out what one has to do."""
        self.violations.append(("", rule, f"omits {move}", self.talk.speaker, None))

    def duty_instead(self, move: str, careless: str, omitted: str) -> None:
        """Do what one has to, or something less; that is a violation."""
        if self.chance(self.character.omits):
            said = self.talk.say(careless)
            self.violations.append(("", omitted, careless, self.talk.speaker, said))
        else:
            self.talk.say(move)

    def pick(self, *moves: str) -> str:
        """One of several moves, each as likely."""
        return moves[int(self.rng.random() * len(moves))]

    def violate(self, move: str) -> Said | None:
        """Commit the violation of `violate.<FAMILY>.<variant>` if this person is one who does."""
        family = move.split(".")[1]
        rate = self.character.misconduct.get(family, 0.0)
        return self.commit(move) if rate and self.chance(rate) else None

    def commit(self, move: str) -> Said | None:
        """Commit a violation, whatever the person's rate."""
        said = self.talk.say(move)
        if said is not None:
            family = move.split(".")[1]
            self.violations.append((family, RULE_OF.get(move, ""), move, said.role, said))
            self.odds += 0.25 if family not in ("RUDE", "PRESSURE", "DNC_IGNORED") else -0.3
            self.memory.promised.add(family)
        return said

    def called_for(self, strategy: str, situation: Said | None) -> Said | None:
        """A situation that calls for a strategy: skilled people carry it out."""
        said = self.talk.say(f"strategy.{strategy}") if self.chance(self.character.skill) else None
        self.strategies.append((strategy, said is not None, situation, said))
        if said is not None and strategy != "next_step":
            self.odds += STRATEGIES.get(strategy, 0.0)
        return said

    def practise(self, practice: str) -> Said | None:
        """Use a practice if it is among this person's habits; most of the time it then is."""
        if practice not in self.character.habits or self.chance(0.25):
            return None
        said = self.talk.say(f"practice.{practice}")
        if said is not None:
            self.practices.append((practice, said))
            self.odds += PRACTICES[practice]
        return said

    def tell_life_event(self) -> None:
        """Let the customer tell what happened, if something did."""
        event = self.customer.life_event
        told = any(event == one for one, _ in self.life_events)
        said = self.talk.say(f"life.{event}") if event and not told else None
        if said is not None:
            self.life_events.append((event, said))

    def decide(self) -> bool:
        """Whether the customer buys now: a toss with the odds as they stand."""
        return self.chance(1 / (1 + exp(-self.odds)))
