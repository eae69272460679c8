"""A Reading: all that was found in one conversation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.facts import FactBook
from goodfaith.analysis.finding import Finding, Mention
from goodfaith.analysis.fingerprint import hash_of_texts
from goodfaith.analysis.heard import listen
from goodfaith.analysis.judging import judge_conversation
from goodfaith.analysis.measures import Measures, measure
from goodfaith.analysis.rules.rule import Rulebook
from goodfaith.analysis.scoping import conversation_scope
from goodfaith.analysis.scorecard import Scorecard, score


class Step(msgspec.Struct, frozen=True):
    """A step of the product introduction, and the utterances in which it happened."""

    point: str
    utterances: tuple[int, ...]


class Reading(msgspec.Struct, frozen=True):
    """Every verdict about one conversation, with mentions, measures, steps and its scorecard.

    `fingerprint` hashes transcript, rulebook and the fingerprints of all findings.
    """

    conversation: str
    transcript: str
    rulebook: str
    mentions: tuple[Mention, ...]
    findings: tuple[Finding, ...]
    measures: Measures
    steps: tuple[Step, ...]
    scorecard: Scorecard
    fingerprint: str


class Reader:
    """Reads conversations by one rulebook. Belongs to one thread."""

    def __init__(self, rulebook: Rulebook, facts: FactBook | None = None) -> None:
        self.rulebook = rulebook
        self.facts = facts or FactBook()

    def read(
        self, conversations: Sequence[Conversation], as_of: datetime | None = None
    ) -> list[Reading]:
        """One reading a conversation, in their order; faster for many at once."""
        scanned = self.rulebook.scanner.scan(conversations)
        return [
            self._reading(conversation, mentions, as_of)
            for conversation, mentions in zip(conversations, scanned, strict=True)
        ]

    def _reading(
        self, conversation: Conversation, mentions: list[Mention], as_of: datetime | None
    ) -> Reading:
        heard = listen(conversation, mentions)
        scope = conversation_scope(heard, self.facts, as_of=as_of)
        findings = tuple(judge_conversation(self.rulebook, scope, every_verdict=True))
        prints = [finding.fingerprint for finding in findings]
        return Reading(
            conversation=conversation.id,
            transcript=heard.transcript,
            rulebook=self.rulebook.hash,
            mentions=tuple(mentions),
            findings=findings,
            measures=measure(conversation),
            steps=tuple(self._steps(mentions)),
            scorecard=score(findings, self.rulebook),
            fingerprint=hash_of_texts([heard.transcript, self.rulebook.hash, *prints]),
        )

    def _steps(self, mentions: Iterable[Mention]) -> Iterable[Step]:
        for point in self.rulebook.steps:
            where = {m.utterance for m in mentions if m.point == point.id and not m.doubt}
            yield Step(point.id, tuple(sorted(where)))
