"""What is really so of what was found: as somebody could tell who was there. Pure, but for a file.

The truth has every violation that was committed in words, and some duties that were left out. Of
other rules (deadlines, papers, what should have been explained) it says nothing: there most of
what was found is so, by lot, and of some rules more than of others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from goodfaith.demo.simulator.rules import RULE_OF
from goodfaith.demo.simulator.seeding import between, derive, weighted
from goodfaith.demo.simulator.truth import GroundTruth, Violation

Truths = Mapping[str, GroundTruth]
"""By conversation."""
Group = Mapping[str, Any]
"""What a judgement has of one rule."""

PLANTED: Final = frozenset(RULE_OF.values())
DUTIES: Final = frozenset(
    "identity.licence_told identity.recording_told identity.company_in_full "
    "disclosure.is_insurance".split()
)
_IN_WORDS: Final = {"harmless": 0.42, "too_wide": 0.28, "corrected": 0.18, "not_said": 0.12}
_LEFT_OUT: Final = {"said_elsewhere": 0.75, "too_wide": 0.25}
_BY_FACTS: Final = {"wrong_fact": 0.75, "too_wide": 0.25}


class Really(msgspec.Struct, frozen=True):
    """Whether what was found is so; if not, why not (`Decision.Reason`)."""

    holds: bool
    reason: str = ""


def read_truths(file: Path, length: int) -> dict[str, GroundTruth]:
    """What is true of each conversation: the first `length` bytes of the file of truth."""
    with file.open("rb") as lines:
        told = lines.read(length).splitlines()
    decoder = msgspec.json.Decoder(GroundTruth)
    found = (decoder.decode(line) for line in told)
    return {one.conversation: one for one in found}


def really(seed: int, name: str, group: Group, truths: Truths) -> Really:
    """What is so of one group of a case of that `name`; `truths` of its conversations."""
    if _committed(group, truths):
        return Really(holds=True)
    rng = derive(seed, "really", name, group["rule"])
    if not _is_told(group):
        rate = between(derive(seed, "how often", group["rule"]), 0.7, 0.98)
        if rng.random() < rate:
            return Really(holds=True)
    if reason := _misheard(group, truths):
        return Really(holds=False, reason=reason)
    return Really(holds=False, reason=weighted(rng, _reasons(group)))


def missed(groups: Iterable[Group], truths: Truths) -> list[tuple[str, Violation]]:
    """What was said and not found: the conversation, and what was committed there.

    Of rules that it names, and of which nothing of the same family was found.
    """
    every = list(groups)
    found = {group["rule"] for group in every}
    families = {_family(group) for group in every}
    return [
        (name, one)
        for name, truth in sorted(truths.items())
        for one in truth.violations
        if one.utterance is not None and one.rule
        and one.rule not in found and one.family not in families
    ]  # fmt: skip


def _committed(group: Group, truths: Truths) -> bool:
    places, family = set(_places(group)), _family(group)
    return any(
        one.rule == group["rule"]
        or (family and one.family == family)
        or (one.utterance is not None and (name, one.utterance) in places)
        for name, truth in truths.items()
        for one in truth.violations
    )


def _is_told(group: Group) -> bool:
    """Whether the truth would say so."""
    return bool(_family(group)) or group["rule"] in PLANTED | DUTIES


def _family(group: Group) -> str:
    return next((str(f["family"]) for f in group["findings"] if f.get("family")), "")


def _places(group: Group) -> Iterator[tuple[str, int]]:
    for finding in group["findings"]:
        for one in finding.get("evidence") or ():
            yield one["conversation"], one["utterance"]


def _misheard(group: Group, truths: Truths) -> str:
    """Why what was quoted was never said so: "" where it was."""
    places = set(_places(group))
    for name, truth in truths.items():
        for one in truth.misheard:
            if (name, one.utterance) in places:
                return "wrong_speaker" if one.kind == "speaker" else "not_said"
    return ""


def _reasons(group: Group) -> Mapping[str, float]:
    if any(True for _ in _places(group)):
        return _IN_WORDS
    is_left_out = group["rule"].startswith(("disclosure.", "identity.", "suitability.", "service."))
    return _LEFT_OUT if is_left_out else _BY_FACTS
