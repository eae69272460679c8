"""A Reading: all that was found in one conversation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from goodfaith.analysis.conversation import Conversation
from goodfaith.analysis.facts import FactBook
from goodfaith.analysis.finding import NOT_APPLICABLE, PASSED, Finding, Mention, Verdict
from goodfaith.analysis.fingerprint import hash_of_texts
from goodfaith.analysis.heard import Heard, listen
from goodfaith.analysis.judging import Verdicts, facts_read, judge_conversation, verdicts_on
from goodfaith.analysis.measures import Measures, measure
from goodfaith.analysis.rules.rule import Rulebook
from goodfaith.analysis.scope import Scope
from goodfaith.analysis.scoping import conversation_scope
from goodfaith.analysis.scorecard import Scorecard, score
from goodfaith.analysis.transcript import Transcript, transcribe


class Step(msgspec.Struct, frozen=True):
    """A step of the product introduction, and the utterances in which it happened."""

    point: str
    utterances: tuple[int, ...]


class Reading(msgspec.Struct, frozen=True):
    """Every verdict about one conversation, with mentions, measures, steps and its scorecard.

    `findings` are the violated and undecidable ones, whole, unless every one was asked for;
    `passed` and `not_applicable` are the ids of the other rules. `fingerprint` hashes transcript,
    rulebook and the facts that its rules read.
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
    passed: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()


class Reader:
    """Reads conversations by one rulebook. Belongs to one thread."""

    def __init__(self, rulebook: Rulebook, facts: FactBook | None = None) -> None:
        self.rulebook = rulebook
        self.facts = facts or FactBook()

    def read(
        self,
        conversations: Sequence[Conversation],
        as_of: datetime | None = None,
        *,
        every_verdict: bool = True,
    ) -> list[Reading]:
        """One reading a conversation, in their order; faster for many at once.

        Without `every_verdict` findings that are passed or not applicable are told by their
        rule's id alone, and background only where it may decide, which takes a third of the time.
        """
        background = None if every_verdict else self.rulebook.background
        transcripts = [transcribe(conversation) for conversation in conversations]
        scanned = self.rulebook.scanner.scan(conversations, background, transcripts)
        return [
            self._reading(*one, as_of, every_verdict)
            for one in zip(conversations, transcripts, scanned, strict=True)
        ]

    def fingerprint(self, conversation: Conversation) -> str | None:
        """The fingerprint that its reading would have, for a hundredth of the work of reading it.

        None where that takes reading: facts about something sent are found by what was heard.
        """
        if any(sent.sha256 for said in conversation.utterances for sent in said.attachments):
            return None
        heard = listen(conversation, ())
        return self._fingerprint(heard, conversation_scope(heard, self.facts))

    def _fingerprint(self, heard: Heard, scope: Scope) -> str:
        read = facts_read(self.rulebook, scope)
        return hash_of_texts([heard.transcript, self.rulebook.hash, scope.id, read])

    def _reading(
        self,
        conversation: Conversation,
        transcript: Transcript,
        mentions: list[Mention],
        as_of: datetime | None,
        every_verdict: bool,
    ) -> Reading:
        heard = listen(conversation, self._telling(mentions), transcript)
        scope = conversation_scope(heard, self.facts, as_of=as_of)
        if every_verdict:
            every = tuple(judge_conversation(self.rulebook, scope, every_verdict=True))
            verdicts = Verdicts(every, _rules(every, PASSED), _rules(every, NOT_APPLICABLE))
        else:
            verdicts = verdicts_on(self.rulebook, scope)
        return Reading(
            conversation=conversation.id,
            transcript=heard.transcript,
            rulebook=self.rulebook.hash,
            mentions=tuple(mentions),
            findings=verdicts.findings,
            measures=measure(conversation, transcript),
            steps=tuple(self._steps(mentions)),
            scorecard=score(verdicts.findings, self.rulebook),
            fingerprint=self._fingerprint(heard, scope),
            passed=verdicts.passed,
            not_applicable=verdicts.not_applicable,
        )

    def _telling(self, mentions: Iterable[Mention]) -> Iterable[Mention]:
        """What rules about a conversation can see of them, or facts are found by."""
        points = self.rulebook.heard_of_conversations
        return (m for m in mentions if m.point in points or isinstance(m.value, str))

    def _steps(self, mentions: Iterable[Mention]) -> Iterable[Step]:
        where: dict[str, set[int]] = {point.id: set() for point in self.rulebook.steps}
        for mention in mentions:
            if mention.point in where and not mention.doubt:
                where[mention.point].add(mention.utterance)
        for point in self.rulebook.steps:
            yield Step(point.id, tuple(sorted(where[point.id])))


def _rules(findings: Iterable[Finding], verdict: Verdict) -> tuple[str, ...]:
    return tuple(finding.rule for finding in findings if finding.verdict == verdict)
