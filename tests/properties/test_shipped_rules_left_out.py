"""Rules that are not even looked at, because nothing they need was heard, would have kept still."""

from __future__ import annotations

from goodfaith.analysis import (
    Conversation,
    FactBook,
    Mention,
    Rulebook,
    conversation_scope,
    judge_conversation,
)
from goodfaith.analysis.heard import listen
from goodfaith.analysis.judging import Verdicts, verdicts_on
from goodfaith.analysis.points.scanner import Scanner
from goodfaith.analysis.rules.examples import read_example


def test_on_every_conversation_of_the_shipped_examples(rulebook: Rulebook, scanner: Scanner):
    examples = [
        read_example(written, rule)
        for rule in rulebook
        for listed in rule.examples.values()
        for written in listed[:2]
    ]
    pairs = [(example, c) for example in examples for c in example.conversations[:1]]
    scanned = scanner.scan([conversation for _, conversation in pairs])
    for (example, conversation), mentions in zip(pairs, scanned, strict=True):
        heard = listen(conversation, mentions)
        scope = conversation_scope(heard, example.facts, example.connected, example.as_of)
        every = judge_conversation(rulebook, scope, every_verdict=True)
        loud = [one for one in every if one.verdict in ("violated", "undecidable")]
        assert list(judge_conversation(rulebook, scope)) == loud


def test_background_that_is_left_out_changes_no_verdict(rulebook: Rulebook, scanner: Scanner):
    conversations = [
        conversation
        for rule in rulebook
        for listed in rule.examples.values()
        for written in listed
        for conversation in read_example(written, rule).conversations
    ]
    everything = scanner.scan(conversations)
    some = scanner.scan(conversations, rulebook.background)
    assert sum(map(len, some)) < sum(map(len, everything))
    for conversation, all_mentions, mentions in zip(conversations, everything, some, strict=True):
        assert _verdicts(rulebook, conversation, mentions) == _verdicts(
            rulebook, conversation, all_mentions
        )


def _verdicts(rulebook: Rulebook, said: Conversation, mentions: list[Mention]) -> Verdicts:
    return verdicts_on(rulebook, conversation_scope(listen(said, mentions), FactBook()))
