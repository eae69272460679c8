"""What a run found, in numbers: for the terminal, the report and programs."""

from __future__ import annotations

from collections import Counter

import msgspec

from goodfaith.analysis.fields import load_dictionary
from goodfaith.batch.run import Run


class Counted(msgspec.Struct, frozen=True):
    """How often something was violated, and how often it could not be decided."""

    name: str
    violated: int
    undecidable: int = 0


class WaitingSource(msgspec.Struct, frozen=True):
    """A source that is not connected, and the rules that wait for it."""

    source: str
    rules: tuple[str, ...]
    times: int


class Summary(msgspec.Struct, frozen=True):
    """`verdicts` counts findings by verdict, `severities` the violated ones."""

    conversations: int
    utterances: int
    violating_conversations: int
    verdicts: dict[str, int]
    severities: dict[str, int]
    rules: tuple[Counted, ...]
    families: tuple[Counted, ...]
    advisers: tuple[Counted, ...]
    waiting: tuple[WaitingSource, ...]
    problems: int
    ignored: dict[str, int]
    rulebook: str
    rulebook_hash: str
    rule_count: int
    as_of: str
    interrupted: bool


def summarise(done: Run) -> Summary:
    """Count what the spool of a run holds."""
    spool, rulebook = done.spool, done.plan.rulebook
    conversations, utterances = spool.size()
    severities = Counter[str]()
    for (severity, verdict), count in spool.counts("severity", "verdict"):
        if verdict == "violated":
            severities[severity] += count
    return Summary(
        conversations=conversations,
        utterances=utterances,
        violating_conversations=spool.conversations_with_violations(),
        verdicts={verdict: count for (verdict,), count in spool.counts("verdict")},
        severities=dict(severities),
        rules=_counted(done, "rule"),
        families=_counted(done, "family"),
        advisers=_counted(done, "adviser"),
        waiting=tuple(_waiting(done)),
        problems=done.problem_count,
        ignored=dict(sorted(done.ignored.items())),
        rulebook=rulebook.name,
        rulebook_hash=rulebook.hash,
        rule_count=len(rulebook),
        as_of=done.as_of.isoformat() if done.as_of else "",
        interrupted=done.interrupted,
    )


def _counted(done: Run, column: str) -> tuple[Counted, ...]:
    found: dict[str, Counter[str]] = {}
    for (name, verdict), count in done.spool.counts(column, "verdict"):
        if name and verdict in ("violated", "undecidable"):
            found.setdefault(name, Counter())[verdict] += count
    counted = [Counted(n, c["violated"], c["undecidable"]) for n, c in found.items()]
    return tuple(sorted(counted, key=lambda c: (-c.violated, -c.undecidable, c.name)))


def _waiting(done: Run) -> list[WaitingSource]:
    rules: dict[str, Counter[str]] = {}
    for (rule, source), times in done.waiting.items():
        rules.setdefault(_kind(source), Counter())[rule] += times
    found = [
        WaitingSource(source, tuple(sorted(counts)), sum(counts.values()))
        for source, counts in rules.items()
    ]
    return sorted(found, key=lambda w: (-len(w.rules), w.source))


def _kind(source: str) -> str:
    """Fields of the conversation stay by name; other facts are told by their kind."""
    kind = source.partition(".")[0]
    return source if kind == "call" or kind not in load_dictionary().kinds else kind
