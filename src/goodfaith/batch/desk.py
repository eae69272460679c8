"""A worker's desk: takes a parcel, gives back what was found in it, ready to be stored."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.finding import Finding, Mention
from goodfaith.analysis.heard import Heard, listen
from goodfaith.analysis.judging import judge_conversation, judge_scope
from goodfaith.analysis.problems import Problem
from goodfaith.analysis.readers.jsonl import decode
from goodfaith.analysis.scoping import conversation_scope, customer_scope, sale_scope
from goodfaith.batch.parcels import Parcel
from goodfaith.batch.plan import Plan

CONTEXT_TURNS = 2
_JSON = msgspec.json.Encoder()
_PACK = msgspec.msgpack.Encoder()
_UNPACK = msgspec.msgpack.Decoder(Heard)


class Told(msgspec.Struct, frozen=True):
    """One finding, encoded, with what it is counted and sorted by."""

    rule: str
    verdict: str
    severity: str
    family: str
    conversation: str
    sale: str
    customer: str
    adviser: str
    line: bytes


class Turn(msgspec.Struct, frozen=True):
    """An utterance kept because something near it was heard."""

    utterance: int
    role: str
    seconds: float | None
    text: str


class Read(msgspec.Struct, frozen=True):
    """One conversation that was read: its findings, and what sales and customers need of it."""

    id: str
    transcript: str
    started_at: datetime | None
    utterances: int
    told: tuple[Told, ...]
    sales: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    heard: bytes = b""
    context: tuple[Turn, ...] = ()


class Outcome(msgspec.Struct, frozen=True):
    """What became of one parcel. `waiting` counts (rule, source) that could not be judged."""

    source: str
    number: int
    size: int
    read: tuple[Read, ...]
    problems: tuple[Problem, ...]
    waiting: dict[tuple[str, str], int]
    ignored: dict[str, int]


class Desk:
    """Everything a worker needs, loaded once."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.rulebook = plan, plan.rulebook
        self.connected = frozenset(plan.metadata.columns)
        later = (*self.rulebook.of_scope("sale"), *self.rulebook.of_scope("customer"))
        self.needed_later = frozenset(point for rule in later for point in rule.heard_points)
        self.judges_later = bool(later)

    def work(self, parcel: Parcel) -> Outcome:
        """Read and judge one parcel. The same parcel always gives the same outcome.

        A parcel that the engine itself fails on is a problem that tells where, and no more.
        """
        try:
            return self._work(parcel)
        except Exception as error:
            problem = failed(error, parcel.source, f"part {parcel.number + 1}")
            return Outcome(*parcel.key, parcel.size, (), (problem,), {}, {})

    def _work(self, parcel: Parcel) -> Outcome:
        ignored: Counter[str] = Counter()
        conversations: list[Conversation] = []
        problems: list[Problem] = []
        for item in self._items(parcel, ignored):
            if isinstance(item, Problem):
                problems.append(item)
            else:
                conversations.append(self.plan.metadata.join(item))
        waiting: Counter[tuple[str, str]] = Counter()
        background = None if self.plan.every_verdict else self.rulebook.background
        scanned = self.rulebook.scanner.scan(conversations, background)
        read = tuple(
            self._read(conversation, mentions, waiting)
            for conversation, mentions in zip(conversations, scanned, strict=True)
        )
        return Outcome(*parcel.key, parcel.size, read, tuple(problems), waiting, ignored)

    def _items(self, parcel: Parcel, ignored: Counter[str]) -> Iterator[Conversation | Problem]:
        if parcel.raw is not None:
            yield from decode(parcel.raw, self.plan.options, ignored)
        yield from parcel.read

    def _read(
        self,
        conversation: Conversation,
        mentions: list[Mention],
        waiting: Counter[tuple[str, str]],
    ) -> Read:
        heard = listen(conversation, mentions)
        scope = conversation_scope(heard, self.plan.facts, self.connected, self.plan.as_of)
        findings = judge_conversation(
            self.rulebook, scope, every_verdict=self.plan.every_verdict, waiting=waiting
        )
        told = tuple(map(tell, findings))
        sales, customers, later = self._later(conversation, heard)
        context = tuple(_context(conversation, heard)) if self.plan.with_context else ()
        return Read(
            conversation.id,
            heard.transcript,
            conversation.started_at,
            len(conversation.utterances),
            told,
            sales,
            customers,
            later,
            context,
        )

    def _later(
        self, conversation: Conversation, heard: Heard
    ) -> tuple[tuple[str, ...], tuple[str, ...], bytes]:
        """What has to wait until the sale or the customer is complete."""
        if not self.judges_later:
            return (), (), b""
        sales = self.plan.facts.sales_of(conversation)
        customers = self.plan.facts.customers_of(conversation)
        if not sales and not customers:
            return (), (), b""
        spoken = tuple(s for s in heard.spoken if s.point in self.needed_later)
        return sales, customers, _PACK.encode(msgspec.structs.replace(heard, spoken=spoken))

    def judge_later(
        self,
        kind: str,
        key: str,
        heard: list[bytes],
        as_of: datetime | None,
        waiting: Counter[tuple[str, str]],
    ) -> list[Told]:
        """The findings about a sale or customer of which everything has been read."""
        make = sale_scope if kind == "sale" else customer_scope
        scope = make(key, map(_UNPACK.decode, heard), self.plan.facts, self.connected, as_of)
        every = self.plan.every_verdict
        return list(
            map(tell, judge_scope(self.rulebook, scope, every_verdict=every, waiting=waiting))
        )


def failed(error: Exception, file: str, place: str) -> Problem:
    """Where the engine failed, without the message: that may quote what people said."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    found = f"not judged ({type(error).__name__} at {Path(last.filename).name}:{last.lineno})"
    expected = "no such failure: please report it"
    return Problem("failed", file, place, "", found, expected)


def tell(finding: Finding) -> Told:
    """Encode a finding for storage."""
    return Told(
        finding.rule,
        finding.verdict,
        finding.severity,
        finding.family,
        finding.conversation,
        finding.sale,
        finding.customer,
        finding.adviser,
        _JSON.encode(finding),
    )


def _context(conversation: Conversation, heard: Heard) -> Iterator[Turn]:
    """The utterances with a mention and their neighbours."""
    wanted: set[int] = set()
    for spoken in heard.spoken:
        wanted.update(range(spoken.utterance - CONTEXT_TURNS, spoken.utterance + CONTEXT_TURNS + 1))
    roles = {p.id: p.role for p in conversation.participants}
    for index in sorted(wanted & set(range(len(conversation.utterances)))):
        said = conversation.utterances[index]
        yield Turn(index, roles.get(said.participant or "", "unknown"), said.start, said.text)
