"""Judging: a rule on a scope gives a finding.

Three things ask for it: a conversation arrives, a fact arrives, a deadline passes. All come
through here, and the same input always gives the same finding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import date

import msgspec
from msgspec.structs import replace

from goodfaith.analysis.candour import amid
from goodfaith.analysis.conditions.evaluating import evaluate
from goodfaith.analysis.conditions.naming import can_hold
from goodfaith.analysis.conditions.occurrences import Occurrence
from goodfaith.analysis.conditions.truth import Answer
from goodfaith.analysis.fields import load_dictionary
from goodfaith.analysis.finding import (
    NOT_APPLICABLE,
    PASSED,
    UNDECIDABLE,
    VIOLATED,
    Because,
    Evidence,
    FactEvidence,
    Finding,
    Severity,
    Verdict,
)
from goodfaith.analysis.fingerprint import hash_of_content, hash_of_texts
from goodfaith.analysis.heard import Spoken
from goodfaith.analysis.rules.rule import Rule, Rulebook
from goodfaith.analysis.scope import Scope

Waiting = Counter[tuple[str, str]]

# A verdict waits for these, and nobody can do anything about this one conversation.
_NOBODY_ASKED = frozenset({"source_missing", "not_due"})


def judge(rule: Rule, scope: Scope, rulebook: Rulebook) -> Finding:
    """Decide whether `scope` violates `rule`.

    Outside its dates or its `when` a rule is not applicable; so it is while a deadline is open or
    a whole source is not connected. What else is not known makes it undecidable, and `because`
    says what is missing.
    """
    return _finding(rule, scope, rulebook, *_decided(rule, scope))


def _decided(rule: Rule, scope: Scope) -> tuple[Verdict, Answer]:
    verdict, answer = _decide(rule, scope)
    if verdict == VIOLATED and rule.candour and (plain := amid(rule, answer, scope)):
        because = (*answer.because, Because("candour"))
        return UNDECIDABLE, replace(answer, because=because, spoken=(*answer.spoken, *plain))
    return verdict, answer


def _decide(rule: Rule, scope: Scope) -> tuple[Verdict, Answer]:
    if not _in_force(rule, scope.day):
        return NOT_APPLICABLE, Answer(None, (_because_dates(rule),))
    if rule.when is not None:
        applies = evaluate(rule.when, scope)
        if applies.value is False:
            return NOT_APPLICABLE, Answer(None, (Because("out_of_scope", rule.when.text),))
        if applies.value is None:
            return _undecided(rule, applies, scope)
    answer = evaluate(rule.violated, scope)
    return _verdict(answer), answer


def _undecided(rule: Rule, applies: Answer, scope: Scope) -> tuple[Verdict, Answer]:
    """Nobody knows whether the rule applies; where it is not broken anyway, nobody needs to."""
    verdict = _verdict(applies)
    if verdict == UNDECIDABLE:
        answer = evaluate(rule.violated, scope)
        if answer.value is False:
            return PASSED, answer
    return verdict, applies


def judge_conversation(
    rulebook: Rulebook,
    scope: Scope,
    *,
    every_verdict: bool = False,
    waiting: Waiting | None = None,
) -> Iterator[Finding]:
    """The findings about one conversation, by rule id.

    Without `every_verdict` only those that are violated or undecidable; rules that cannot be
    broken by what was heard are then not even looked at. `waiting` counts the verdicts that wait
    for a source that is not connected, by rule and source.
    """
    if every_verdict:
        rules: Iterable[Rule] = rulebook.of_scope("conversation")
    else:
        rules = rulebook.candidates({s.point for h in scope.heard for s in h.spoken})
    yield from _worth_telling(rules, scope, rulebook, every_verdict, waiting)


class Verdicts(msgspec.Struct, frozen=True):
    """What every rule says of one scope: whole where there is something to tell.

    `findings` are violated or undecidable; of the other rules the ids, each list in their order.
    `pending` are deadlines that have not run out: the rule, and the day as ISO 8601 writes it.
    """

    findings: tuple[Finding, ...]
    passed: tuple[str, ...]
    not_applicable: tuple[str, ...]
    pending: tuple[tuple[str, str], ...] = ()


def verdicts_on(rulebook: Rulebook, scope: Scope) -> Verdicts:
    """The verdicts of `judge_conversation` with `every_verdict`, three times as fast.

    Where what a rule needs was not heard it is not violated, and certainly so: it is passed, or
    does not apply, without being evaluated.
    """
    findings: list[Finding] = []
    ids: dict[str, list[str]] = {PASSED: [], NOT_APPLICABLE: []}
    heard = {spoken.point for h in scope.heard for spoken in h.spoken}
    is_whole = not any(h.gaps for h in scope.heard)
    for rule in rulebook.of_scope("conversation"):
        if is_whole and (silent := _in_silence(rule, heard, scope)):
            ids[silent].append(rule.id)
            continue
        verdict, answer = _decided(rule, scope)
        if verdict in (VIOLATED, UNDECIDABLE):
            findings.append(_finding(rule, scope, rulebook, verdict, answer))
        else:
            ids[verdict].append(rule.id)
    return Verdicts(tuple(findings), tuple(ids[PASSED]), tuple(ids[NOT_APPLICABLE]))


def verdicts_about(rulebook: Rulebook, rules: Iterable[Rule], scope: Scope) -> Verdicts:
    """The verdicts of `rules` on a sale or a customer, as `judge_scope` gives them."""
    findings: list[Finding] = []
    ids: dict[str, list[str]] = {PASSED: [], NOT_APPLICABLE: []}
    pending: dict[tuple[str, str], None] = {}
    for rule in rules:
        verdict, answer = _decided(rule, scope)
        for because in answer.because:
            if because.code == "not_due":
                pending |= dict.fromkeys((rule.id, day) for day in because.missing)
        if verdict in (VIOLATED, UNDECIDABLE):
            findings.append(_finding(rule, scope, rulebook, verdict, answer))
        else:
            ids[verdict].append(rule.id)
    passed, others = tuple(ids[PASSED]), tuple(ids[NOT_APPLICABLE])
    return Verdicts(tuple(findings), passed, others, tuple(pending))


def facts_read(rulebook: Rulebook, scope: Scope) -> str:
    """A hash of all facts that any rule about a conversation reads; "" where none does."""
    return _hash_of_facts(*rulebook.reads, scope)


def _in_silence(rule: Rule, heard: Set[str], scope: Scope) -> Verdict | None:
    """The verdict where what a violation needs was not heard."""
    if not can_hold(rule.needs_to_apply, heard) or not _in_force(rule, scope.day):
        return NOT_APPLICABLE
    if can_hold(rule.needs_to_break, heard):
        return None
    applies = Answer(True) if rule.when is None else evaluate(rule.when, scope)
    if applies.value is False:
        return NOT_APPLICABLE
    waits = applies.value is None and _verdict(applies) == NOT_APPLICABLE
    return NOT_APPLICABLE if waits else PASSED


def judge_scope(
    rulebook: Rulebook,
    scope: Scope,
    *,
    every_verdict: bool = False,
    waiting: Waiting | None = None,
) -> Iterator[Finding]:
    """The findings about a sale or a customer, by rule id; otherwise as `judge_conversation`."""
    rules = rulebook.of_scope(scope.kind)
    yield from _worth_telling(rules, scope, rulebook, every_verdict, waiting)


def _worth_telling(
    rules: Iterable[Rule],
    scope: Scope,
    rulebook: Rulebook,
    every_verdict: bool,
    waiting: Waiting | None,
) -> Iterator[Finding]:
    for rule in rules:
        verdict, answer = _decided(rule, scope)
        if waiting is not None and verdict == NOT_APPLICABLE:
            waiting.update((rule.id, source) for source in _sources_missing(answer))
        if every_verdict or verdict in (VIOLATED, UNDECIDABLE):
            yield _finding(rule, scope, rulebook, verdict, answer)


def _sources_missing(answer: Answer) -> Iterator[str]:
    for because in answer.because:
        if because.code == "source_missing":
            yield from because.missing


def _in_force(rule: Rule, day: date | None) -> bool:
    if day is None:
        return rule.in_force_to is None
    if rule.in_force_from and day < rule.in_force_from:
        return False
    return not (rule.in_force_to and day > rule.in_force_to)


def _because_dates(rule: Rule) -> Because:
    dates = (str(rule.in_force_from or ""), str(rule.in_force_to or ""))
    return Because("not_in_force", "", dates)


def _verdict(answer: Answer) -> Verdict:
    if answer.value is not None:
        return VIOLATED if answer.value else PASSED
    codes = {because.code for because in answer.because}
    return NOT_APPLICABLE if codes and codes <= _NOBODY_ASKED else UNDECIDABLE


def _severity(rule: Rule, scope: Scope, verdict: Verdict) -> Severity:
    if verdict == VIOLATED:
        for severity, condition in rule.severity_when:
            if evaluate(condition, scope).value is True:
                return severity
    return rule.severity


def _finding(
    rule: Rule, scope: Scope, rulebook: Rulebook, verdict: Verdict, answer: Answer
) -> Finding:
    shown = [s for s in answer.spoken if s.point not in rule.background] or answer.spoken
    spoken = sorted(shown, key=lambda s: _order(s, scope))
    first = next((h for h in scope.heard if not h.missing), None)
    told = next(
        (h for h in scope.heard if spoken and h.conversation == spoken[0].conversation), first
    )
    facts_hash = _facts_hash(rule, scope)
    transcript = hash_of_texts(h.transcript for h in scope.heard)
    return Finding(
        rule=rule.id,
        verdict=verdict,
        scope=scope.kind,
        conversation=told.conversation if told else "",
        sale=scope.id if scope.kind == "sale" else "",
        customer=scope.id if scope.kind == "customer" else "",
        family=rule.family,
        severity=_severity(rule, scope, verdict),
        because=answer.because,
        evidence=tuple(map(_evidence, spoken)) if verdict in (VIOLATED, UNDECIDABLE) else (),
        facts=_told_facts(answer.facts),
        deduction=rule.deducts if verdict == VIOLATED else 0.0,
        adviser=told.adviser if told else "",
        team=told.team if told else "",
        rule_version=rule.version,
        rulebook=rulebook.hash,
        transcript=transcript,
        facts_hash=facts_hash,
        fingerprint=hash_of_texts(
            [rule.id, rule.version, rulebook.hash, transcript, facts_hash, scope.id]
        ),
    )


def _order(spoken: Spoken, scope: Scope) -> tuple[int, int, int, int]:
    places = {heard.conversation: place for place, heard in enumerate(scope.heard)}
    return places.get(spoken.conversation, 0), spoken.utterance, spoken.start, spoken.end


def _evidence(spoken: Spoken) -> Evidence:
    return Evidence(
        conversation=spoken.conversation,
        utterance=spoken.utterance,
        start=spoken.start,
        end=spoken.end,
        text=spoken.text,
        point=spoken.point,
        participant=spoken.participant,
        role=spoken.role,
        seconds=spoken.seconds,
    )


def _told_facts(facts: Iterable[FactEvidence]) -> tuple[FactEvidence, ...]:
    return tuple(sorted(facts, key=lambda f: (f.name, f.value, f.source)))


def _facts_hash(rule: Rule, scope: Scope) -> str:
    """Hash of the facts that the rule reads: others may arrive without changing the finding."""
    return _hash_of_facts(rule.fields, rule.events, scope)


def _hash_of_facts(fields: Sequence[str], events: Sequence[str], scope: Scope) -> str:
    if not fields and not events:
        return ""
    values = [[name, _written(scope, name)] for name in fields]
    happened = [
        [name, [[o.fact.value, o.fact.source] for o in _happened(scope, name) if o.fact]]
        for name in events
    ]
    return hash_of_content([values, happened])


def _written(scope: Scope, name: str) -> str:
    answer = scope.field(name)
    return answer.evidence.value if answer.evidence else answer.missing


def _happened(scope: Scope, name: str) -> list[Occurrence]:
    return scope.events(load_dictionary().events[name])
