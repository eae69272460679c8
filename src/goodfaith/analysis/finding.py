"""What judging gives: mentions, evidence, findings. Values only."""

from __future__ import annotations

from typing import Literal

import msgspec

Severity = Literal["critical", "major", "minor", "note"]
ScopeKind = Literal["conversation", "sale", "customer"]
Verdict = Literal["violated", "passed", "undecidable", "not_applicable"]

SEVERITIES: tuple[Severity, ...] = ("critical", "major", "minor", "note")
VIOLATED: Verdict = "violated"
PASSED: Verdict = "passed"
UNDECIDABLE: Verdict = "undecidable"
NOT_APPLICABLE: Verdict = "not_applicable"


class Mention(msgspec.Struct, frozen=True, gc=False):
    """One place where a point is said.

    From code point `start` to `end` of an utterance's stored text.

    `how` is phrase, pattern, sound, near, number, date, attachment or label. `doubt` says why the
    mention is only possible: speaker (not known who said it), confidence (the recogniser was
    unsure), weak (a mere 嗯), label (what was learnt is unsure), times (no times to place it);
    empty for a certain mention. `value` is what a number point read there, in its unit (a rate of
    3 % is 0.03; of digits read out the text; of an attachment its hash).
    """

    point: str
    utterance: int
    start: int
    end: int
    how: str = "phrase"
    doubt: str = ""
    value: float | str | None = None


class Evidence(msgspec.Struct, frozen=True, omit_defaults=True):
    """A quotation: `text` is `stored_text[start:end]` of that utterance of that conversation."""

    conversation: str
    utterance: int
    start: int
    end: int
    text: str
    point: str = ""
    participant: str = ""
    role: str = ""
    seconds: float | None = None


class FactEvidence(msgspec.Struct, frozen=True, omit_defaults=True):
    """A business fact that took part in a verdict: a field's value or an event's moment."""

    name: str
    value: str
    source: str = ""


class Because(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which part of the condition decided, and what is missing.

    `code` is one of heard, not_heard, compared, happened, not_happened, not_due, field_missing,
    source_missing, speaker_unknown, gap, conversation_missing, low_confidence, label_unsure,
    weak_assent,
    times_missing, order_unknown, not_in_force, out_of_scope, candour.
    """

    code: str
    part: str = ""
    missing: tuple[str, ...] = ()


class Finding(msgspec.Struct, frozen=True):
    """A rule's verdict on one scope, with what it rests on.

    `conversation` is the conversation judged, or for a sale or customer the one with the first
    evidence. `fingerprint` hashes rule version, rulebook, transcripts and the facts that were
    read: the same input gives the same fingerprint on any machine.
    """

    rule: str
    verdict: Verdict
    scope: ScopeKind = "conversation"
    conversation: str = ""
    sale: str = ""
    customer: str = ""
    family: str = ""
    severity: Severity = "note"
    because: tuple[Because, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    facts: tuple[FactEvidence, ...] = ()
    deduction: float = 0.0
    adviser: str = ""
    team: str = ""
    rule_version: str = ""
    rulebook: str = ""
    transcript: str = ""
    facts_hash: str = ""
    fingerprint: str = ""
