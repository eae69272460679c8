"""What a viewer is shown beside the words: quotations, names, references."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from goodfaith.analysis.conversation import CUSTOMER_ROLES, Participant
from goodfaith.analysis.conversation import Conversation as Said
from goodfaith.analysis.finding import Finding
from goodfaith.conversations.models import Conversation, Reading
from goodfaith.conversations.private import is_own, shown_to
from goodfaith.trust.display import clear_kinds, displayed_name, displayed_reference, mask_alone
from goodfaith.trust.viewing import Viewer


def covered_participants(
    viewer: Viewer, row: Conversation, people: Iterable[Participant]
) -> tuple[Participant, ...]:
    """Names of the customer's side as lists show them."""
    clear = clear_kinds(viewer, own=is_own(viewer, row))
    return tuple(
        msgspec.structs.replace(one, name=displayed_name(one.name, clear))
        if one.role in CUSTOMER_ROLES
        else one
        for one in people
    )


def covered_findings(
    viewer: Viewer, row: Conversation, reading: Reading, now: datetime
) -> list[dict[str, Any]]:
    """The findings with their quotations cut out of the covered text."""
    revision = reading.revision
    said = msgspec.convert(revision.content, Said)
    texts = shown_to(viewer, row, revision, said, now).texts
    clear = clear_kinds(viewer, own=is_own(viewer, row))
    found = msgspec.convert(reading.findings, list[Finding])
    return [_covered(finding, texts, clear) for finding in found]


def _covered(finding: Finding, texts: tuple[str, ...], clear: Any) -> dict[str, Any]:
    evidence = tuple(
        msgspec.structs.replace(one, text=texts[one.utterance][one.start : one.end])
        for one in finding.evidence
    )
    facts = tuple(
        msgspec.structs.replace(fact, value=mask_alone(fact.value, clear)) for fact in finding.facts
    )
    customer = displayed_reference(finding.customer, clear="phone" in clear)
    replaced = msgspec.structs.replace(finding, evidence=evidence, facts=facts, customer=customer)
    told: dict[str, Any] = msgspec.to_builtins(replaced)
    return told
