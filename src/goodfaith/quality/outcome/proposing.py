"""What an upheld appeal teaches the rule: an example that it should let pass, proposed once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from goodfaith.analysis.rules.yaml_lines import YamlUnreadable
from goodfaith.conversations.models import Revision
from goodfaith.conversations.private import transcript_of
from goodfaith.conversations.queries import said_in
from goodfaith.quality.models import Appeal, Charge, ExampleProposal, RulebookVersion
from goodfaith.quality.outcome.refusing import Refused
from goodfaith.quality.versions.contents import file_state
from goodfaith.quality.versions.drafting import ChangedMeanwhile, save_file, start_draft
from goodfaith.quality.versions.exampling import MOST_TURNS, example_of, with_example
from goodfaith.quality.versions.refusals import NotPossible
from goodfaith.trust import ledger
from goodfaith.trust.display import displayed, private_spans
from goodfaith.trust.ledger import SYSTEM, Actor, staff_id_of

State = ExampleProposal.State
_BEFORE = 2
_AFTER = 1
"""Turns around what was quoted: mostly a question and the reply to it."""


def propose(appeals: Iterable[int], *, now: datetime) -> list[ExampleProposal]:
    """Propose an example for each upheld appeal that rests on words; twice is once."""
    rows = Appeal.objects.filter(pk__in=[*appeals], state=Appeal.State.UPHELD, proposal=None)
    made = []
    for row in rows.select_related("charge__decision__judgement").order_by("pk"):
        if example := example_from(row.charge):
            proposal, is_new = ExampleProposal.objects.get_or_create(
                appeal=row,
                defaults={"rule": row.charge.rule, "example": example, "proposed_at": now},
            )
            if is_new:
                ledger.record(SYSTEM, "examples.proposed", proposal, now, rule=proposal.rule)
                made.append(proposal)
    return made


def example_from(charge: Charge) -> str:
    """The turns that a charge rests on as one line of YAML; "" where it rests on no words.

    Of several conversations the first; what is private is covered for everybody.
    """
    decision = charge.decision
    quoted = list(_quoted(decision.evidence, decision.judgement.findings, charge.rule))
    sources = {s["external_id"]: s["revision"] for s in decision.judgement.sources}
    name = next((name for name, _ in quoted if sources.get(name)), "")
    revision = Revision.objects.filter(pk=sources.get(name) or 0).first()
    if revision is None:
        return ""
    turns = [turn for of, turn in quoted if of == name]
    said = said_in(revision)
    transcript = transcript_of(revision.hash, said)
    texts = displayed(transcript.texts, private_spans(transcript), frozenset(), set())
    first, last = _around(turns, len(texts))
    return example_of(said, texts, first, last)


def _around(turns: Sequence[int], count: int) -> tuple[int, int]:
    """What was quoted and a few turns around it, as far as an example may be long."""
    first = max(0, min(turns) - _BEFORE)
    last = min(count - 1, max(turns) + _AFTER)
    if last - first >= MOST_TURNS:
        first = min(turns)
    return first, last


def _quoted(
    evidence: Sequence[Mapping[str, Any]] | None, findings: Sequence[Mapping[str, Any]], rule: str
) -> Iterator[tuple[str, int]]:
    """Conversation and turn of each quotation: as the person changed them, else as found."""
    if evidence is not None:
        yield from ((str(one["conversation"]), int(one["utterance"])) for one in evidence)
        return
    groups = (group for group in findings if group["rule"] == rule)
    for finding in (finding for group in groups for finding in group["findings"]):
        for one in finding.get("evidence") or ():
            yield one["conversation"], one["utterance"]


def take_into_draft(
    *, actor: Actor, proposal: ExampleProposal, draft: RulebookVersion | None,
    base: RulebookVersion | None = None, now: datetime,
) -> RulebookVersion:  # fmt: skip
    """Put the example among those that the rule lets pass; the draft that it is in.

    That is `draft`, or where there is none a new one of `base`.
    Raises `Refused`: `not_possible` (somebody was first), `no_rule`, `no_place`, `closed`.
    """
    with transaction.atomic():
        row = _open(proposal)
        version = draft or _new_draft(base, row, actor, now)
        _put(version, row, actor, now)
        row.state, row.version = State.TAKEN, version
        _decided(row, actor, "examples.taken", now, version=version.pk)
    return version


def refuse(*, actor: Actor, proposal: ExampleProposal, note: str, now: datetime) -> None:
    """The rule is right as it is; `note` says why. Raises `Refused`: `text`, `not_possible`."""
    if not note.strip():
        raise Refused("text")
    with transaction.atomic():
        row = _open(proposal)
        row.state, row.note = State.REFUSED, note.strip()[:500]
        _decided(row, actor, "examples.refused", now)


def path_of(rule: str) -> str:
    """Where the file of a rule is in a rulebook."""
    return f"rules/{rule}.yaml"


def _open(proposal: ExampleProposal) -> ExampleProposal:
    """The proposal, locked, while nobody has decided; or its draft was withdrawn."""
    rows = ExampleProposal.objects.select_for_update(of=("self",)).select_related("version")
    row = rows.get(pk=proposal.pk)
    if not is_open(row):
        raise Refused("not_possible")
    return row


def is_open(proposal: ExampleProposal) -> bool:
    """Whether somebody still has to decide about it."""
    if proposal.state != State.TAKEN:
        return proposal.state == State.PROPOSED
    version = proposal.version
    return version is None or version.state == RulebookVersion.State.WITHDRAWN


def _new_draft(
    base: RulebookVersion | None, row: ExampleProposal, actor: Actor, now: datetime
) -> RulebookVersion:
    if base is None:
        raise Refused("no_rule")
    return start_draft(based_on=base, actor=actor, now=now, note=row.rule)


def _put(version: RulebookVersion, row: ExampleProposal, actor: Actor, now: datetime) -> None:
    here = file_state(version, path_of(row.rule))
    if here.text is None:
        raise Refused("no_rule")
    try:
        text = with_example(here.text, "passed", row.example)
        save_file(version=version, path=here.path, text=text, number=here.number, actor=actor,
                  now=now)  # fmt: skip
    except NotPossible:
        raise Refused("closed") from None
    except (ValueError, KeyError, YamlUnreadable, ChangedMeanwhile):
        raise Refused("no_place") from None


def _decided(
    row: ExampleProposal, actor: Actor, act: str, now: datetime, **details: object
) -> None:
    row.decided_by_id, row.decided_at = staff_id_of(actor), now
    row.save()
    ledger.record(actor, act, row, now, rule=row.rule, **details)
